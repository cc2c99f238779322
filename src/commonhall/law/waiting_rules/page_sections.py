"""What waits, on the page of the instrument and of whoever reviews."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.core import clock
from commonhall.core.page_sections import section
from commonhall.law import queries
from commonhall.law.instruments.models import Competence, Instrument
from commonhall.law.waiting_rules.actions import REVIEW
from commonhall.law.waiting_rules.models import WaitingRule
from commonhall.people.bodies.models import Body

SHOWN = 20


@section("law.instrument", order=1)
def of_instrument(request: HttpRequest, instrument: Instrument) -> str:
    """What of an instrument waits, and what became of what waited."""
    rows = instrument.waiting.select_related("provision__instrument").order_by("-pk")[:SHOWN]
    return _shown(request, list(rows))


@section("people.body", order=4)
def for_reviewer(request: HttpRequest, body: Body) -> str:
    """Rules that wait for this body's leave."""
    today = clock.today()
    mine = Competence.objects.filter(queries.granted(today), power=REVIEW, body=body)
    rows = WaitingRule.objects.filter(state=WaitingRule.State.WAITING).exclude(body=body)
    if not rows.exists() or not mine.exists():
        return ""
    shown = rows.select_related("instrument", "provision__instrument").order_by("until")
    return _shown(request, list(shown[:SHOWN]))


def _shown(request: HttpRequest, rows: list[WaitingRule]) -> str:
    if not rows:
        return ""
    return render_to_string("law/parts/waiting_rules.html", {"rows": rows}, request)
