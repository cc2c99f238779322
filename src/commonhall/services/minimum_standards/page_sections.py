"""Minimum standards on the pages of other things."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.core import clock
from commonhall.core.page_sections import section
from commonhall.places.models import Unit
from commonhall.services.minimum_standards import queries


@section("places.unit", order=5)
def broken_here(request: HttpRequest, unit: Unit) -> str:
    """What is below its floor here stands first: nothing else on the page makes up for it."""
    rows = queries.alarms().filter(unit__path__startswith=unit.path, ended_at=None)
    found = [
        {"alarm": row, "late": row.days_late(clock.today())} for row in rows.order_by("due_on")
    ]
    if not found:
        return ""
    return render_to_string("services/parts/alarms.html", {"alarms": found}, request)
