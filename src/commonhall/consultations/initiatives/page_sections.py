"""Initiatives on the pages of bodies and places. What they are about, and what came of them, their threads show."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.initiatives import queries
from commonhall.consultations.initiatives.models import Initiative
from commonhall.core import clock
from commonhall.core.page_sections import section
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit

SHOWN = 5


@section("people.body", order=9)
def owed(request: HttpRequest, body: Body) -> str:
    """The initiatives this body owes an answer to."""
    rows = list(queries.owed_by(body.pk)[:SHOWN])
    return _panel(request, rows, _("Initiatives that wait for this body's answer"))


@section("places.unit", order=25)
def begun_here(request: HttpRequest, unit: Unit) -> str:
    """What residents of the place ask for."""
    rows = list(queries.in_place(Q(unit__path__startswith=unit.path))[:SHOWN])
    return _panel(request, rows, _("Initiatives of residents"))


def _panel(request: HttpRequest, rows: list[Initiative], title: Any) -> str:
    if not rows:
        return ""
    today = clock.today()
    context = {
        "rows": [{"one": row, "late": row.days_late(today)} for row in rows],
        "title": title,
    }
    return render_to_string("consultations/parts/initiatives.html", context, request)
