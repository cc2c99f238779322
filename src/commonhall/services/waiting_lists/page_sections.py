"""Waiting lists on other pages: on the service or the asset they are for, at the desk, on an organisation's own page."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.actions.actors import Kind
from commonhall.cases.desk import waiting
from commonhall.core.page_sections import section
from commonhall.people.actors import of_request
from commonhall.people.organisations.models import Organisation
from commonhall.services.services.models import Service
from commonhall.services.waiting_lists import queries
from commonhall.services.waiting_lists.models import WaitingList

MOST = 10


def _lists(request: HttpRequest, rows: QuerySet[WaitingList]) -> str:
    found = list(rows.order_by("-pk")[:MOST])
    if not found:
        return ""
    named = queries.rules_of(found)
    lines = [(one, named[one.pk]) for one in found]
    return render_to_string("services/parts/waiting_lists.html", {"lines": lines}, request)


@section("services.service", order=3)
def of_a_service(request: HttpRequest, service: Service) -> str:
    """What of a service is too little for all. The page of the service knows whether there is anything."""
    if not getattr(service, "waited_for", True):
        return ""
    return _lists(request, queries.kept().filter(service=service))


@section("delivery.asset", order=3)
def of_an_asset(request: HttpRequest, asset: Any) -> str:
    """Who waits for what the public owns: plots, pitches, rooms."""
    return _lists(request, queries.kept().filter(about=asset.ref))


@section("people.organisation", order=14)
def own(request: HttpRequest, organisation: Organisation) -> str:
    """Where an organisation waits, to those who act for it alone."""
    actor = of_request(request)
    if actor.kind is not Kind.ORGANISATION or actor.organisation != organisation.pk:
        return ""
    rows = list(queries.own(actor).order_by("-pk")[:MOST])
    if not rows:
        return ""
    return render_to_string("services/parts/waiting_own.html", {"rows": rows}, request)


def on_the_desk(request: HttpRequest, actor: Any) -> str:
    """How much waits for the office; one query."""
    claims, free = queries.at_the_desk(actor.body_id)
    context = {"claims": claims, "free": free}
    return render_to_string("services/parts/waiting_at_desk.html", context, request)


waiting.kind("waiting-list", rows=queries.that_wait, show=on_the_desk, order=14)
