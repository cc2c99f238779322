"""The desk of those who act for an organisation, and a payment that was asked for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, threads
from commonhall.actions.actors import Kind
from commonhall.cases.cases.models import Case
from commonhall.core import clock
from commonhall.delivery.calls import queries as call_queries
from commonhall.delivery.calls.models import Offer
from commonhall.delivery.carriers import queries
from commonhall.delivery.contracts import queries as contract_queries
from commonhall.delivery.contracts.models import Contract
from commonhall.delivery.functions import queries as function_queries
from commonhall.people.actors import of_request
from commonhall.people.organisations.models import Organisation
from commonhall.ui.pages import page

SHOWN = queries.SHOWN


@page(_("Desk of an organisation"), who="account", asks="delivery.transfers")
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for the organisation: reports, cases, calls, offers, contracts, payments; nine queries of its own."""
    actor = of_request(request)
    if actor.kind is not Kind.ORGANISATION:
        return render(request, "delivery/carrier.html", {"organisation": None})
    mine, today = actor.organisation or 0, clock.today()
    transfers = queries.carried(mine)
    cases = list(queries.cases_of(transfers)[: SHOWN + 1])
    payments = queries.payment_requests().filter(organisation=mine).order_by("-pk")
    context: dict[str, Any] = {
        "organisation": Organisation.objects.get(pk=mine),
        "functions": [
            {
                "transfer": one,
                "owed": queries.owed(one, today),
                "last": next(iter(one.reports.all()), None),
            }
            for one in transfers
        ],
        "values": queries.values(transfers),
        "cases": cases[:SHOWN],
        "more_cases": len(cases) > SHOWN,
        "complaints": sum(one.kind == Case.Kind.COMPLAINT for one in cases),
        "calls": list(call_queries.open_now()[:SHOWN]),
        "offers": list(
            Offer.objects.filter(organisation=mine)
            .exclude(state=Offer.State.WITHDRAWN)
            .select_related("call", "offerer")
            .order_by("-pk")[:SHOWN]
        ),
        "contracts": list(
            contract_queries.contracts()
            .filter(organisation=mine, state=Contract.State.ACTIVE)
            .order_by("-pk")[:SHOWN]
        ),
        "payments": list(payments[:SHOWN]),
        "requests": list(
            function_queries.requests().filter(organisation=mine).order_by("-pk")[:SHOWN]
        ),
    }
    return render(request, "delivery/carrier.html", context)


@page(_("Payment asked for"), asks="delivery.contracts")
def payment_request(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(queries.payment_requests(), pk=number)
    context = {
        "asked": found,
        "available_actions": action_pages.available(of_request(request), found),
        "stations": threads.of(found.contract.ref).stations,
    }
    return render(request, "delivery/payment_request.html", context)
