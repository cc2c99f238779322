"""Pages of appeals."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.core import clock, refs
from commonhall.law.appeals import queries
from commonhall.law.appeals.models import Appeal
from commonhall.law.demands.views import demand_context, demand_list
from commonhall.people.actors import of_request
from commonhall.record import wording as record
from commonhall.record.models import Entry
from commonhall.ui.pages import page


# --- appeals --------------------------------------------------------------------------------------
@page(_("Appeals"), asks="law.appeals")
def appeal_list(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    rows = queries.appeals(request.GET.get("state", ""), today)
    states = [*Appeal.State.choices, ("late", _("decision overdue"))]
    late = queries.appeals("late", today).order_by("due_on")
    shown = refs.resolve([row.ref for row in late[:20]])
    more = {
        "overdue": [
            {"shown": shown[row.ref], "thing": row, "late": row.days_late(today)}
            for row in late[:20]
        ]
    }
    return demand_list(request, "law/appeals.html", rows, states, more)


@page(_("Appeal"), asks=("law.appeals", "actions.threads"))
def appeal_page(request: HttpRequest, number: int) -> HttpResponse:
    rows = queries.appeals().select_related("organisation", "body", "unit", "decided_by")
    appeal = get_object_or_404(rows, pk=number)
    entry = get_object_or_404(Entry, pk=appeal.entry)
    shown = refs.resolve([appeal.about, appeal.ref])
    context = {
        **demand_context(appeal),
        "shown": shown[appeal.ref],
        "about": shown[appeal.about],
        "entry": entry,
        "description": record.describe(entry),
        "available_actions": action_pages.available(of_request(request), appeal)
        if not appeal.decided_at
        else [],
    }
    return render(request, "law/appeal.html", context)
