"""Panels on the pages of places, what waits on the desk of the office, and the debate about recommendations."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.cases.desk import waiting
from commonhall.consultations.comments.subjects import debated
from commonhall.core.page_sections import section
from commonhall.decisions.panels import queries
from commonhall.decisions.panels.models import Panel
from commonhall.decisions.panels.spoken_models import Recommendation
from commonhall.places.models import Unit

SHOWN, OWED = 5, 20
ADOPTED = (Recommendation.State.ADOPTED, Recommendation.State.ANSWERED)
RUNS = (Panel.State.INVITING, Panel.State.WORKING)
debated(
    "decisions.recommendation",
    seen=lambda: Recommendation.objects.filter(state__in=ADOPTED),
    takes=lambda one: one.public,
)


@section("places.unit", order=27)
def at_work_here(request: HttpRequest, unit: Unit) -> str:
    """Panels of the place and its parts that invite or work."""
    rows = queries.panels().filter(unit__path__startswith=unit.path, state__in=RUNS)
    return _listed(request, list(rows.order_by("-pk")[:SHOWN]))


def _listed(request: HttpRequest, rows: list[Panel]) -> str:
    if not rows:
        return ""
    return render_to_string("decisions/parts/panels_here.html", {"rows": rows}, request)


def _to_answer(body: int) -> QuerySet[Recommendation]:
    rows = queries.recommendations().filter(panel__body=body, state=Recommendation.State.ADOPTED)
    return rows.order_by("due_on", "pk")


def on_the_desk(request: HttpRequest, actor: Any) -> str:
    """Recommendations that wait for the answer of the office's body, late first; one query."""
    rows = list(_to_answer(actor.body_id)[:OWED])
    return render_to_string("decisions/parts/recommendations_owed.html", {"rows": rows}, request)


waiting.kind("recommendation", rows=_to_answer, show=on_the_desk, order=11)
