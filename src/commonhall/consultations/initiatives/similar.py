"""Before somebody begins an initiative: is it one of these?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.consultations.initiatives import queries
from commonhall.consultations.initiatives.actions import begin_initiative
from commonhall.consultations.initiatives.models import Initiative
from commonhall.consultations.initiatives.search import INITIATIVE
from commonhall.core import clock, likeness
from commonhall.ui.pages import page

# How far back, how many of the newest, how many are shown, and from which likeness on.
WITHIN = timedelta(days=730)
LOOKED_AT, MOST, LEAST = 400, 5, 0.45
State = Initiative.State


def similar(words: str) -> list[Initiative]:
    """The initiatives most like one with this title, the most alike first: those that run, and those that were answered
    in the last two years."""
    if not words.strip():
        return []
    alive = Q(state__in=(State.OPEN, State.REACHED))
    answered = Q(state__in=(State.ANSWERED, State.REFUSED))
    rows = queries.initiatives(queries.Filter()).filter(
        alive | answered, at__gte=clock.now() - WITHIN, hidden_for=""
    )
    found = {one.pk: one for one in rows.order_by("-pk")[:LOOKED_AT]}
    if not found:
        return []
    scores = likeness.alike(INITIATIVE, found, words)
    best = sorted(((scores[pk], pk) for pk in found if scores[pk] >= LEAST), reverse=True)
    return [found[pk] for _score, pk in best[:MOST]]


@page(_("Is it one of these?"), asks="consultations.similar")
def similar_initiatives(request: HttpRequest) -> HttpResponse:
    """A part of the form for beginning one: what others ask already that is like it."""
    found = similar(request.GET.get("title", "")[:160])
    return render(request, "consultations/parts/similar_initiatives.html", {"similar": found})


def _before(_request: HttpRequest, given: dict[str, Any]) -> list[Initiative]:
    """What is shown once before one is begun."""
    return similar(given["title"])


action_pages.ask_before(begin_initiative, _before)
