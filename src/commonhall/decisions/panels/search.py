"""What panels and their recommendations are found by."""

from __future__ import annotations

from commonhall.core import search
from commonhall.decisions.panels.models import Panel
from commonhall.decisions.panels.spoken_models import Recommendation

PANEL, RECOMMENDATION = "decisions.panel", "decisions.recommendation"


def _panel(one: Panel) -> search.Line:
    return one.pk, " ".join([*one.names.values(), *one.texts.values()])


def _recommendation(one: Recommendation) -> search.Line:
    """What a panel did not adopt is its own draft, and found by nobody."""
    return one.pk, f"{one.title} {one.text} {one.answer}" if one.public else ""


def index_panel(one: Panel) -> None:
    search.index(PANEL, [_panel(one)])


def index_recommendation(one: Recommendation) -> None:
    search.index(RECOMMENDATION, [_recommendation(one)])


def register() -> None:
    search.searchable(PANEL, lambda: map(_panel, Panel.objects.order_by("pk")))
    search.searchable(
        RECOMMENDATION, lambda: map(_recommendation, Recommendation.objects.order_by("pk"))
    )
