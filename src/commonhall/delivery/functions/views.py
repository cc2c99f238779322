"""Pages of functions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import pages, threads
from commonhall.core.paging import page_for
from commonhall.delivery.functions import actions, forms, queries
from commonhall.delivery.plan.views import perform
from commonhall.people.actors import of_request
from commonhall.people.organisations.models import Organisation
from commonhall.services.services.models import Service
from commonhall.ui.pages import page


@page(_("Functions carried by organisations"), asks="delivery.transfers")
def transfer_list(request: HttpRequest) -> HttpResponse:
    carried, services = queries.carried_by_organisations()
    context = {
        "page": page_for(request, queries.transfers()),
        "carried": carried,
        "services": services,
    }
    return render(request, "delivery/transfers.html", context)


@page(_("Function handed over"), asks="delivery.transfers")
def transfer_page(request: HttpRequest, number: int) -> HttpResponse:
    transfer = get_object_or_404(queries.transfers(), pk=number)
    offer = pages.Offer(
        "back", actions.take_back_function, reverse("delivery:take_back", args=[number]),
        {"transfer": transfer},
    )  # fmt: skip
    context = {
        "transfer": transfer,
        "available_actions": pages.available_actions(of_request(request), [offer]),
        "stations": threads.of(transfer.ref).stations,
    }
    return render(request, "delivery/transfer.html", context)


@page(_("Hand a function over"), who="account", performs="delivery.transfer_function")
def hand_over(request: HttpRequest, number: int) -> HttpResponse:
    service = get_object_or_404(Service.objects.select_related("unit"), pk=number)
    asked = {"organisation": Organisation(pk=0), "amount": 0}
    form = forms.TransferForm(request.POST or None)
    return perform(
        request, actions.transfer_function, form, service.get_absolute_url(),
        {"service": service}, asked,
    )  # fmt: skip


@page(_("Take the function back"), who="account", performs="delivery.take_back_function")
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    transfer = get_object_or_404(queries.transfers(), pk=number)
    form = forms.ReasonForm(request.POST or None)
    return perform(
        request, actions.take_back_function, form, transfer.get_absolute_url(),
        {"transfer": transfer},
    )  # fmt: skip
