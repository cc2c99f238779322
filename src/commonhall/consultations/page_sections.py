"""Consultations on the pages of places, bodies and sources."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.actions.actors import Kind
from commonhall.cases.sources.models import Source
from commonhall.consultations.conversations import actions, queries
from commonhall.consultations.drafts.models import Draft
from commonhall.consultations.meetings.models import Meeting
from commonhall.consultations.round_tables.models import RoundTable
from commonhall.consultations.surveys.models import Survey
from commonhall.core import clock
from commonhall.core.page_sections import section
from commonhall.law.queries import competences
from commonhall.people.actors import of_request
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit

SHOWN = 5


@section("places.unit", order=30)
def asked_here(request: HttpRequest, unit: Unit) -> str:
    return _panel(request, Q(unit__path__startswith=unit.path), "")


@section("people.body", order=30)
def asked_by(request: HttpRequest, body: Body) -> str:
    return _panel(request, Q(body=body), "")


@section("cases.source", order=10)
def asked_about(request: HttpRequest, source: Source) -> str:
    """What was asked about a source; an office that may ask is offered to."""
    actor = of_request(request)
    power = {actions.open_conversation.power}
    # One query in place of the whole dry run: the page behind the button asks the gate.
    may = actor.kind is Kind.OFFICE and bool(competences(actor.body_id, power, clock.today()))
    return _panel(request, Q(about=source.ref), source.ref if may else "")


def _panel(request: HttpRequest, which: Q, offer: str) -> str:
    rows = list(queries.conversations(queries.Filter()).filter(which).order_by("-id")[:SHOWN])
    drafts = list(Draft.objects.filter(which).select_related("body").order_by("-id")[:SHOWN])
    tables = list(RoundTable.objects.filter(which).select_related("body").order_by("-id")[:SHOWN])
    meetings = list(Meeting.objects.filter(which).select_related("body").order_by("-id")[:SHOWN])
    surveys = list(Survey.objects.filter(which).select_related("body").order_by("-id")[:SHOWN])
    if not rows and not drafts and not tables and not (surveys or meetings or offer):
        return ""
    today = clock.today()
    context: dict[str, Any] = {
        "rows": [{"one": row, "badge": queries.badge_of(row, today)} for row in rows],
        "drafts": drafts,
        "tables": tables,
        "surveys": surveys,
        "meetings": meetings,
        "offer": offer,
    }
    return render_to_string("consultations/parts/panel.html", context, request)
