"""Pages of functions that organisations carry."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, threads
from commonhall.core.paging import page_for
from commonhall.delivery.functions import queries
from commonhall.people.actors import of_request
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
    context = {
        "transfer": transfer,
        "available_actions": action_pages.available(of_request(request), transfer),
        "stations": threads.of(transfer.ref).stations,
    }
    return render(request, "delivery/transfer.html", context)
