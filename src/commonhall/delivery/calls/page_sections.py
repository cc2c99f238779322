"""Calls on the pages of places and bodies; offers on the page of the organisation, once they were opened."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.core.page_sections import section
from commonhall.delivery.calls import queries
from commonhall.delivery.calls.models import Offer
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation
from commonhall.places.models import Unit

SHOWN = 6


@section("places.unit", order=16)
def called_here(request: HttpRequest, unit: Unit) -> str:
    return _calls(request, queries.open_now().filter(unit__path__startswith=unit.path))


@section("people.body", order=19)
def called_by(request: HttpRequest, body: Body) -> str:
    return _calls(request, queries.open_now().filter(body=body))


def _calls(request: HttpRequest, rows: Any) -> str:
    found = list(rows[:SHOWN])
    if not found:
        return ""
    return render_to_string("delivery/parts/calls.html", {"calls": found}, request)


@section("people.organisation", order=12)
def offered(request: HttpRequest, organisation: Organisation) -> str:
    """Only what everybody may know: offers that were opened."""
    rows = Offer.objects.filter(
        offerer=organisation, state__in=(Offer.State.OPENED, Offer.State.EXCLUDED)
    )
    found = list(rows.select_related("call").order_by("-pk")[:SHOWN])
    if not found:
        return ""
    return render_to_string("delivery/parts/offers_of.html", {"offers": found}, request)
