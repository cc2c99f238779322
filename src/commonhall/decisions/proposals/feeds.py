"""Proposals of a budget as a feed, by the same filters as the list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from commonhall.core.feeds import NEWEST, Item, atom
from commonhall.decisions.proposals import queries
from commonhall.decisions.proposals.views import budget_of, wanted
from commonhall.ui.pages import page


@page(_("Proposals as a feed"), asks="decisions.proposals")
def proposals(request: HttpRequest, number: int) -> HttpResponse:
    budget = budget_of(number)
    rows = queries.proposals(wanted(request, budget)).order_by("-id")[:NEWEST]
    items = (
        Item(one.heading, one.get_absolute_url(), one.at, one.text, one.checked_at) for one in rows
    )
    return atom(request, budget.name, budget.get_absolute_url(), items)
