"""Pages of contracts, grants and functions handed over."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.acts import threads, web
from commonhall.acts.paging import page_for
from commonhall.deliver import contracts, forms, queries
from commonhall.deliver.views import perform
from commonhall.look.pages import page
from commonhall.people.actors import of_request
from commonhall.people.models import Organisation
from commonhall.places.queries import units
from commonhall.services.models import Service


@page(_("Contracts and grants"), asks="deliver.contracts")
def contract_list(request: HttpRequest) -> HttpResponse:
    found = page_for(request, queries.contracts())
    offer = web.Offer(
        "call", contracts.publish_call, reverse("deliver:call"), {"unit": units().first()}
    )
    context = {
        "page": found,
        "rows": [{"contract": row, "flags": queries.flags(row)} for row in found.rows],
        "call": web.doings(of_request(request), [offer])[0],
    }
    return render(request, "deliver/contracts.html", context)


@page(_("Contract or grant"), asks="deliver.contracts")
def contract_page(request: HttpRequest, number: int) -> HttpResponse:
    contract = get_object_or_404(queries.contracts(), pk=number)
    nobody = Organisation(pk=0)
    offers = [
        web.Offer("award", contracts.award_contract, reverse("deliver:award", args=[number]),
                  {"contract": contract, "organisation": nobody, "amount": 0}),
        web.Offer("end", contracts.end_contract, reverse("deliver:end_contract", args=[number]),
                  {"contract": contract}),
    ]  # fmt: skip
    context = {
        "contract": contract,
        "flags": queries.flags(contract),
        "doings": web.doings(of_request(request), offers),
        "stations": threads.of(contract.ref).stations,
    }
    return render(request, "deliver/contract.html", context)


@page(_("Publish a call"), who="account", performs="deliver.publish_call")
def call(request: HttpRequest) -> HttpResponse:
    form = forms.CallForm(request.POST or None)
    asked = {"unit": units().first()}
    return perform(request, contracts.publish_call, form, reverse("deliver:contracts"), asked=asked)


@page(_("Award it"), who="account", performs="deliver.award_contract")
def award(request: HttpRequest, number: int) -> HttpResponse:
    contract = get_object_or_404(queries.contracts(), pk=number)
    asked = {"organisation": Organisation(pk=0), "amount": 0}
    form = forms.AwardForm(request.POST or None)
    given = {"contract": contract}
    return perform(
        request, contracts.award_contract, form, contract.get_absolute_url(), given, asked
    )


@page(_("End a contract"), who="account", performs="deliver.end_contract")
def end(request: HttpRequest, number: int) -> HttpResponse:
    contract = get_object_or_404(queries.contracts(), pk=number)
    form = forms.EndForm(request.POST or None)
    given = {"contract": contract}
    return perform(request, contracts.end_contract, form, contract.get_absolute_url(), given)


@page(_("Functions carried by organisations"), asks="deliver.transfers")
def transfer_list(request: HttpRequest) -> HttpResponse:
    carried, services = queries.carried_by_organisations()
    context = {
        "page": page_for(request, queries.transfers()),
        "carried": carried,
        "services": services,
    }
    return render(request, "deliver/transfers.html", context)


@page(_("Function handed over"), asks="deliver.transfers")
def transfer_page(request: HttpRequest, number: int) -> HttpResponse:
    transfer = get_object_or_404(queries.transfers(), pk=number)
    offer = web.Offer(
        "back", contracts.take_back_function, reverse("deliver:take_back", args=[number]),
        {"transfer": transfer},
    )  # fmt: skip
    context = {
        "transfer": transfer,
        "doings": web.doings(of_request(request), [offer]),
        "stations": threads.of(transfer.ref).stations,
    }
    return render(request, "deliver/transfer.html", context)


@page(_("Hand a function over"), who="account", performs="deliver.transfer_function")
def hand_over(request: HttpRequest, number: int) -> HttpResponse:
    service = get_object_or_404(Service.objects.select_related("unit"), pk=number)
    asked = {"organisation": Organisation(pk=0), "amount": 0}
    form = forms.TransferForm(request.POST or None)
    return perform(
        request, contracts.transfer_function, form, service.get_absolute_url(),
        {"service": service}, asked,
    )  # fmt: skip


@page(_("Take the function back"), who="account", performs="deliver.take_back_function")
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    transfer = get_object_or_404(queries.transfers(), pk=number)
    form = forms.ReasonForm(request.POST or None)
    return perform(
        request, contracts.take_back_function, form, transfer.get_absolute_url(),
        {"transfer": transfer},
    )  # fmt: skip
