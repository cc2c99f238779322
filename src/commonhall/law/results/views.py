"""Pages of mandates: who holds power until when, and what the residents decided."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.core import clock
from commonhall.core.paging import page_for
from commonhall.law.results import confirming, queries
from commonhall.law.results.actions import enter_result
from commonhall.law.results.models import PeoplesResult
from commonhall.people.actors import of_request
from commonhall.ui.pages import page


@page(_("Mandates and elections"), asks="law.results")
def result_list(request: HttpRequest) -> HttpResponse:
    actor, memo = of_request(request), {}  # type: ignore[var-annotated]
    lent = queries.lent(clock.today())
    may_enter = bool(lent) and any(enter_result.check(actor, one.body, memo) for one in lent)
    shown = page_for(request, queries.results())
    context = {
        "lent": [
            {
                "row": one,
                "enter": action_pages.url_of(enter_result, one.body)
                if may_enter and enter_result.check(actor, one.body, memo)
                else "",
            }
            for one in lent
        ],
        "rows": shown.rows,
        "page": shown,
        "may_enter": may_enter,
    }
    return render(request, "law/results.html", context)


def _attested(result: PeoplesResult) -> dict[str, Any]:
    """How many residents confirmed it, of how many it takes, where no office can."""
    today = clock.today()
    waits = result.state == PeoplesResult.State.ENTERED
    asked = waits and not confirming.can_be_confirmed(result, today)
    signed = result.signatures.count()
    return {
        "signed": signed,
        "asked": asked,
        "needed": confirming.needed(result.body, today) if asked else None,
    }


@page(_("Election result"), asks=("law.results", "actions.threads"))
def result_page(request: HttpRequest, number: int) -> HttpResponse:
    found: PeoplesResult = get_object_or_404(queries.results(), pk=number)
    context: dict[str, Any] = {
        "result": found,
        "elected": found.elected.select_related("office", "term", "invitation").order_by("pk"),
        **_attested(found),
        "available_actions": action_pages.available(of_request(request), found),
    }
    return render(request, "law/result.html", context)
