"""Pages of contracts and grants."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, threads
from commonhall.core.money import Money
from commonhall.core.paging import page_for
from commonhall.delivery import money, splitting
from commonhall.delivery.contracts import actions, confirming_actions, queries
from commonhall.people.actors import of_request
from commonhall.ui.pages import page


@page(_("Contracts and grants"), asks="delivery.contracts")
def contract_list(request: HttpRequest) -> HttpResponse:
    found = page_for(request, queries.contracts())
    context = {
        "page": found,
        "rows": [{"contract": row, "flags": queries.flags(row)} for row in found.rows],
        "call": actions.publish_call,
        "call_url": action_pages.url_of(actions.publish_call),
        "call_refusal": action_pages.refusal_of(of_request(request), actions.publish_call),
    }
    return render(request, "delivery/contracts.html", context)


@page(_("Contract or grant"), asks="delivery.contracts")
def contract_page(request: HttpRequest, number: int) -> HttpResponse:
    contract = get_object_or_404(queries.contracts().select_related("call"), pk=number)
    context = {
        "contract": contract,
        "call": getattr(contract, "call", None),
        "flags": queries.flags(contract),
        "waits": confirming_actions.waits(contract),
        "split": splitting.split_awards(contract) or splitting.near_awards(contract),
        "payments": contract.payments.select_related("line").order_by("-on", "-pk")[:50],
        "paid": Money(money.paid_on(contract), contract.currency),
        "available_actions": action_pages.available(of_request(request), contract),
        "stations": threads.of(contract.ref).stations,
    }
    return render(request, "delivery/contract.html", context)
