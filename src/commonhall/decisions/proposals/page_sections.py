"""Budgets and proposals on the pages of bodies, places and votes."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.core import clock
from commonhall.core.page_sections import section
from commonhall.decisions.budgets import queries as budget_queries
from commonhall.decisions.proposals import queries
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit

SHOWN = 5


@section("people.body", order=10)
def to_check(request: HttpRequest, body: Body) -> str:
    """The proposals this body has to check, and ballots that wait."""
    today = clock.today()
    rows = list(queries.waiting(body.pk)[:SHOWN])
    owed = list(budget_queries.owed_by(body.pk, today)[:SHOWN])
    if not rows and not owed:
        return ""
    context = {
        "rows": [{"one": row, "late": row.days_late(today)} for row in rows],
        "budgets": owed,
    }
    return render_to_string("decisions/parts/proposals_to_check.html", context, request)


@section("places.unit", order=26)
def proposed_here(request: HttpRequest, unit: Unit) -> str:
    """What residents propose in the place."""
    rows = list(queries.in_place(unit)[:SHOWN])
    if not rows:
        return ""
    context = {"rows": [{"one": row, "late": 0} for row in rows]}
    return render_to_string("decisions/parts/proposals_here.html", context, request)
