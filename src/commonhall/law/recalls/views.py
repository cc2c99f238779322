"""Pages of mandates and of petitions for their recall."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.core import clock, refs
from commonhall.law import queries as law_queries
from commonhall.law.caretakers import queries as caretaker_queries
from commonhall.law.demands.views import demand_context, demand_list
from commonhall.law.mandates.actions import recall_mandate
from commonhall.law.mandates.models import Mandate
from commonhall.law.page_sections import offered
from commonhall.law.recalls import queries as recall_queries
from commonhall.law.recalls.actions import MATTER
from commonhall.law.recalls.models import Recall
from commonhall.people.actors import of_request
from commonhall.ui.pages import page


def _mandate(number: int) -> Mandate:
    rows: QuerySet[Mandate] = Mandate.objects.select_related("body__unit", "provision__instrument")
    return get_object_or_404(rows, pk=number)


def _caretakers_until(mandate: Mandate, today: date) -> date | None:
    """Until when the body goes on with the routine, where this mandate ran out and none follows."""
    if mandate.ends is None or mandate.ends >= today:
        return None
    newer = Mandate.objects.filter(
        body=mandate.body_id, starts__gt=mandate.starts, starts__lte=today
    )
    until = caretaker_queries.last_day(mandate.ends)
    return until if until and until >= today and not newer.exists() else None


@page(_("Mandate"), asks="law.recalls")
def mandate_page(request: HttpRequest, number: int) -> HttpResponse:
    mandate, today = _mandate(number), clock.today()
    context = {
        "mandate": mandate,
        "runs": Mandate.objects.filter(law_queries.mandate_runs(today), pk=number).exists(),
        "caretakers_until": _caretakers_until(mandate, today),
        "threshold": law_queries.threshold(MATTER, today),
        "petitions": recall_queries.recalls().filter(mandate=mandate).order_by("-pk")[:50],
        "available_actions": action_pages.available(of_request(request), mandate),
    }
    return render(request, "law/mandate.html", context)


@page(_("Petitions for recall"), asks="law.recalls")
def recall_list(request: HttpRequest) -> HttpResponse:
    rows = recall_queries.recalls(request.GET.get("state", ""))
    return demand_list(request, "law/recalls.html", rows, Recall.State.choices)


def _recall(number: int) -> Recall:
    rows = recall_queries.recalls().select_related(
        "mandate__body__unit", "mandate__provision__instrument", "body", "decided_by"
    )
    return get_object_or_404(rows, pk=number)


@page(_("Petition for recall"), asks=("law.recalls", "actions.threads"))
def recall_page(request: HttpRequest, number: int) -> HttpResponse:
    found = _recall(number)
    actor, memo = of_request(request), {}  # type: ignore[var-annotated]
    refusal = recall_mandate.check(actor, found.mandate, memo).refusal
    recall = offered(recall_mandate, action_pages.url_of(recall_mandate, found.mandate), refusal)
    context = {
        **demand_context(found),
        "shown": refs.resolve([found.ref])[found.ref],
        "available_actions": action_pages.available(actor, found, memo, besides=[recall])
        if not found.decided_at
        else [],
    }
    return render(request, "law/recall.html", context)
