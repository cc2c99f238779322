"""Pages of the rules that wait for the reviewer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.core.paging import page_for
from commonhall.law.waiting_rules import checklist
from commonhall.law.waiting_rules.models import WaitingRule
from commonhall.people.actors import of_request
from commonhall.ui.pages import page

ROWS = WaitingRule.objects.select_related(
    "instrument", "provision__instrument", "body__unit", "allowed_by__instrument", "decided_by"
)


@page(_("Rules waiting for the reviewer"), asks="law.waiting_rules")
def waiting_list(request: HttpRequest) -> HttpResponse:
    shown = page_for(request, ROWS.order_by("-pk"))
    context = {"rows": shown.rows, "page": shown}
    return render(request, "law/waiting_rules.html", context)


@page(_("Rule waiting for the reviewer"), asks="law.waiting_rules")
def waiting_page(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(ROWS, pk=number)
    context = {
        "waiting": found,
        "touched": checklist.called(found.touched),
        "available_actions": action_pages.available(of_request(request), found),
    }
    return render(request, "law/waiting_rule.html", context)
