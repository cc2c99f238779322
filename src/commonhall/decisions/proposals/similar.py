"""Before somebody proposes a project: is it one of these?"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.core import likeness
from commonhall.decisions.proposals import queries
from commonhall.decisions.proposals.actions import propose_project
from commonhall.decisions.proposals.models import Proposal
from commonhall.decisions.proposals.search import PROPOSAL
from commonhall.ui.pages import page

# How many of the newest are looked at, how many are shown, and from which likeness on.
LOOKED_AT, MOST, LEAST = 400, 5, 0.45


def similar(words: str, budget: int = 0) -> list[Proposal]:
    """The proposals most like one with this title, the most alike first: of this budget, or of any."""
    if not words.strip():
        return []
    rows = queries.proposals(queries.Filter(budget=budget)).exclude(state__in=queries.GONE)
    found = {one.pk: one for one in rows.order_by("-pk")[:LOOKED_AT]}
    if not found:
        return []
    scores = likeness.alike(PROPOSAL, found, words)
    best = sorted(((scores[pk], pk) for pk in found if scores[pk] >= LEAST), reverse=True)
    return [found[pk] for _score, pk in best[:MOST]]


@page(_("Is it one of these?"), asks="decisions.similar")
def similar_proposals(request: HttpRequest) -> HttpResponse:
    """A part of the form for proposing: what others propose already that is like it."""
    found = similar(request.GET.get("title", "")[:160])
    return render(request, "decisions/parts/similar_proposals.html", {"similar": found})


def _before(_request: HttpRequest, given: dict[str, Any]) -> list[Proposal]:
    """What is shown once before one is proposed."""
    return similar(given["title"])


action_pages.ask_before(propose_project, _before)
