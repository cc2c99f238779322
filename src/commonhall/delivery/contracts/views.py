"""Pages of contracts, grants and functions handed over."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import pages, threads
from commonhall.core.paging import page_for
from commonhall.delivery.contracts import actions, forms, queries
from commonhall.delivery.plan.views import perform
from commonhall.people.actors import of_request
from commonhall.people.organisations.models import Organisation
from commonhall.places.queries import units
from commonhall.ui.pages import page


@page(_("Contracts and grants"), asks="delivery.contracts")
def contract_list(request: HttpRequest) -> HttpResponse:
    found = page_for(request, queries.contracts())
    offer = pages.Offer(
        "call", actions.publish_call, reverse("delivery:call"), {"unit": units().first()}
    )
    context = {
        "page": found,
        "rows": [{"contract": row, "flags": queries.flags(row)} for row in found.rows],
        "call": pages.available_actions(of_request(request), [offer])[0],
    }
    return render(request, "delivery/contracts.html", context)


@page(_("Contract or grant"), asks="delivery.contracts")
def contract_page(request: HttpRequest, number: int) -> HttpResponse:
    contract = get_object_or_404(queries.contracts(), pk=number)
    nobody = Organisation(pk=0)
    offers = [
        pages.Offer("award", actions.award_contract, reverse("delivery:award", args=[number]),
                  {"contract": contract, "organisation": nobody, "amount": 0}),
        pages.Offer("end", actions.end_contract, reverse("delivery:end_contract", args=[number]),
                  {"contract": contract}),
    ]  # fmt: skip
    context = {
        "contract": contract,
        "flags": queries.flags(contract),
        "available_actions": pages.available_actions(of_request(request), offers),
        "stations": threads.of(contract.ref).stations,
    }
    return render(request, "delivery/contract.html", context)


@page(_("Publish a call"), who="account", performs="delivery.publish_call")
def call(request: HttpRequest) -> HttpResponse:
    form = forms.CallForm(request.POST or None)
    asked = {"unit": units().first()}
    return perform(request, actions.publish_call, form, reverse("delivery:contracts"), asked=asked)


@page(_("Award it"), who="account", performs="delivery.award_contract")
def award(request: HttpRequest, number: int) -> HttpResponse:
    contract = get_object_or_404(queries.contracts(), pk=number)
    asked = {"organisation": Organisation(pk=0), "amount": 0}
    form = forms.AwardForm(request.POST or None)
    given = {"contract": contract}
    return perform(request, actions.award_contract, form, contract.get_absolute_url(), given, asked)


@page(_("End a contract"), who="account", performs="delivery.end_contract")
def end(request: HttpRequest, number: int) -> HttpResponse:
    contract = get_object_or_404(queries.contracts(), pk=number)
    form = forms.EndForm(request.POST or None)
    given = {"contract": contract}
    return perform(request, actions.end_contract, form, contract.get_absolute_url(), given)
