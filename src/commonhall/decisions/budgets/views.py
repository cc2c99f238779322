"""The list of participatory budgets."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.core import clock
from commonhall.core.paging import page_for
from commonhall.decisions.budgets import phases, queries
from commonhall.decisions.budgets.actions import open_budget
from commonhall.people.actors import of_request
from commonhall.ui.pages import page


@page(_("Participatory budgets"), asks="decisions.budgets")
def budget_list(request: HttpRequest) -> HttpResponse:
    found, today = page_for(request, queries.counted()), clock.today()
    refused = action_pages.refusal_of(of_request(request), open_budget)
    context = {
        "page": found,
        "rows": [{"one": one, "now": phases.NOW[one.phase(today)]} for one in found.rows],
        "open": "" if refused else action_pages.url_of(open_budget),
        "label": open_budget.title,
    }
    return render(request, "decisions/budgets.html", context)
