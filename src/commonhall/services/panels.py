"""Floors on the page of a place; services on the page of a body."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.acts import clock
from commonhall.acts.panels import panel
from commonhall.people.models import Body
from commonhall.places.models import Unit
from commonhall.services import queries


@panel("places.unit", order=5)
def broken_here(request: HttpRequest, unit: Unit) -> str:
    """What is below its floor here stands first: nothing else on the page makes up for it."""
    rows = queries.alarms().filter(unit__path__startswith=unit.path, ended_at=None)
    found = [
        {"alarm": row, "late": row.days_late(clock.today())} for row in rows.order_by("due_on")
    ]
    if not found:
        return ""
    return render_to_string("services/parts/alarms.html", {"alarms": found}, request)


@panel("people.body", order=12)
def offered_by(request: HttpRequest, body: Body) -> str:
    rows = list(queries.services().filter(body=body).order_by("code")[:20])
    if not rows:
        return ""
    return render_to_string("services/parts/services.html", {"services": rows}, request)
