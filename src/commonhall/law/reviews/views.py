"""Pages of reviews."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from commonhall.core import clock, refs
from commonhall.law.challenges import queries as challenge_queries
from commonhall.law.reviews import queries as review_queries
from commonhall.ui.pages import page


@page(_("What is ending, and what is due for review"), asks="law.terms")
def terms(request: HttpRequest) -> HttpResponse:
    coming, overdue = review_queries.terms(clock.today())
    shown = refs.resolve([one.thing.ref for one in [*coming, *overdue]])
    late = challenge_queries.challenges().filter(decided_at=None, due_on__lt=clock.today())
    context = {
        "coming": [{"term": one, "thing": shown[one.thing.ref]} for one in coming],
        "overdue": [
            {"term": one, "thing": shown[one.thing.ref], "late": (clock.today() - one.day).days}
            for one in overdue
        ],
        "unanswered": late.order_by("due_on")[:50],
    }
    return render(request, "law/terms.html", context)
