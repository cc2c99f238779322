"""Stand-ins on one's own page, and on the page of the official who is stood in for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.actions import action_pages
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.declaration import Action
from commonhall.core import clock
from commonhall.core.page_sections import section
from commonhall.law.stand_ins import queries
from commonhall.law.stand_ins.actions import name_own_stand_in, name_stand_in
from commonhall.people.actors import of_request
from commonhall.people.bodies.models import OfficeTerm
from commonhall.people.residents.models import Person


@section("people.me", order=94)
def mine(request: HttpRequest, person: Person) -> str:
    """What is asked of one, for whom one stands in, and who stands in for one."""
    rows = queries.of_person(person)
    if not rows:
        return ""
    context = {"rows": rows, "person": person}
    return render_to_string("law/parts/my_stand_ins.html", context, request)


@section("people.official", order=5)
def stood_in_for(request: HttpRequest, term: OfficeTerm) -> str:
    """Who stands in for an official, and until when; or for whom they do. And the way to name somebody."""
    rows = queries.for_holder(term.stands_for or term, clock.today())
    if term.stands_for_id is not None:
        rows = [one for one in rows if one.term_id == term.pk]
    offered = _naming(of_request(request), term)
    if not rows and offered is None and term.stands_for_id is None:
        return ""
    url = action_pages.url_of(offered, term) if offered is not None else ""
    context = {"term": term, "rows": rows, "offered": offered, "url": url}
    return render_to_string("law/parts/stood_in_for.html", context, request)


def _naming(actor: Actor, term: OfficeTerm) -> Action[..., Any] | None:
    """By which action somebody can name a stand-in for the holder of a term: the holder, or an office that may."""
    if actor.kind is not Kind.OFFICE:
        return None
    memo: dict[Any, Any] = {}
    ways: tuple[Action[..., Any], ...] = (name_own_stand_in, name_stand_in)
    return next((one for one in ways if one.check(actor, term, memo)), None)
