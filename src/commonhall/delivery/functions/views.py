"""Pages of functions that organisations carry."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, threads
from commonhall.actions.actors import Kind
from commonhall.core import clock
from commonhall.core.money import Money, hall_currency
from commonhall.core.paging import page_for
from commonhall.delivery.functions import queries
from commonhall.delivery.functions.actions import transfer_function
from commonhall.delivery.functions.models import FunctionRequest
from commonhall.law.promises import ledger
from commonhall.people.actors import of_request
from commonhall.ui import charts, languages
from commonhall.ui.pages import page


@page(_("Functions carried by organisations"), asks="delivery.transfers")
def transfer_list(request: HttpRequest) -> HttpResponse:
    carried, services = queries.carried_by_organisations()
    context = {
        "page": page_for(request, queries.transfers()),
        "carried": carried,
        "services": services,
        "years": _years(),
    }
    return render(request, "delivery/transfers.html", context)


def _years() -> list[Any]:
    """How many functions organisations carried year by year, and for how much; pictures with their tables."""
    years = queries.over_the_years(clock.today())
    if not years:
        return []
    currency = hall_currency()
    return [
        charts.bar_chart(
            gettext("Functions carried by organisations, at the end of each year"),
            [(str(one.year), one.functions) for one in years],
        ),
        charts.bar_chart(
            gettext("Money for functions carried by organisations, year by year"),
            [(str(one.year), float(Money(one.amount, currency).main)) for one in years],
            note=currency,
        ),
    ]


@page(_("Services that can be handed over"), asks="delivery.transfers")
def open_functions(request: HttpRequest) -> HttpResponse:
    """Services that bodies carry themselves; an organisation asks for one here."""
    actor = of_request(request)
    context = {
        "page": page_for(request, queries.to_hand_over()),
        "asks": actor.kind is Kind.ORGANISATION,
    }
    return render(request, "delivery/open_functions.html", context)


@page(_("Requests for functions"), asks="delivery.transfers")
def request_list(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    rows = queries.requests()
    states = FunctionRequest.State
    context = {
        "page": page_for(request, rows.filter(state=state) if state in states.values else rows),
        "states": states.choices,
        "wanted": state,
    }
    return render(request, "delivery/function_requests.html", context)


@page(_("Request for a function"), asks="delivery.transfers")
def request_page(request: HttpRequest, number: int) -> HttpResponse:
    found, actor = get_object_or_404(queries.requests(), pk=number), of_request(request)
    agreed = found.state == FunctionRequest.State.AGREED
    may = agreed and bool(transfer_function.check(actor, found.service))
    url = action_pages.url_of(transfer_function, found.service)
    context = {
        "request_for": found,
        "promise": ledger.of(found.ref),
        "hand_over_url": f"{url}?for={found.pk}" if may else "",
        "hand_over": transfer_function,
        "available_actions": action_pages.available(actor, found),
        "stations": threads.of(found.ref).stations,
    }
    return render(request, "delivery/function_request.html", context)


def _begins(request: HttpRequest, service: Any) -> dict[str, Any]:
    """What is handed over begins as it was asked for and agreed."""
    number = request.GET.get("for", "")
    rows = FunctionRequest.objects.filter(service=service.pk, state=FunctionRequest.State.AGREED)
    found = rows.filter(pk=number).first() if number.isdecimal() else None
    if found is None:
        return {}
    return {
        "organisation": found.organisation_id,
        "standards": {languages.own().code: found.standard},
        "amount": found.money.main,
        "starts": found.starts,
        "ends": found.ends,
    }


action_pages.begin(transfer_function, _begins)


@page(_("Function handed over"), asks="delivery.transfers")
def transfer_page(request: HttpRequest, number: int) -> HttpResponse:
    transfer = get_object_or_404(queries.transfers(), pk=number)
    context = {
        "transfer": transfer,
        "available_actions": action_pages.available(of_request(request), transfer),
        "stations": threads.of(transfer.ref).stations,
    }
    return render(request, "delivery/transfer.html", context)
