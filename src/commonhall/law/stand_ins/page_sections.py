"""Stand-ins on one's own page, and on the page of the official who is stood in for."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.core import clock
from commonhall.core.page_sections import section
from commonhall.law.stand_ins import queries
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
    """Who stands in for an official, and until when; or for whom they do."""
    rows = queries.for_holder(term.stands_for or term, clock.today())
    if term.stands_for_id is not None:
        rows = [one for one in rows if one.term_id == term.pk]
    elif not rows:
        return ""
    context = {"term": term, "rows": rows}
    return render_to_string("law/parts/stood_in_for.html", context, request)
