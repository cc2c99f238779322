"""Reports on the page of the function, payments asked for on the page of the contract."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.actions.actors import Kind
from commonhall.core import clock
from commonhall.core.page_sections import section
from commonhall.delivery.carriers import queries
from commonhall.delivery.carriers.actions import grant_due
from commonhall.delivery.carriers.models import GrantReport
from commonhall.delivery.contracts.models import Contract
from commonhall.delivery.functions.models import Transfer
from commonhall.people.actors import of_request
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person

SHOWN = 24


@section("people.organisation", order=1)
def to_the_desk(request: HttpRequest, organisation: Organisation) -> str:
    """Who acts for the organisation goes on to its desk."""
    actor = of_request(request)
    if actor.kind is not Kind.ORGANISATION or actor.organisation != organisation.pk:
        return ""
    return render_to_string("delivery/parts/to_the_desk.html", {}, request)


@section("people.me", order=3)
def my_desk(request: HttpRequest, _person: Person) -> str:
    if of_request(request).kind is not Kind.ORGANISATION:
        return ""
    return render_to_string("delivery/parts/to_the_desk.html", {}, request)


@section("delivery.transfer", order=10)
def reported(request: HttpRequest, transfer: Transfer) -> str:
    """What its carrier reported, the newest month first, and which months are owed."""
    rows = list(transfer.reports.order_by("-month")[:SHOWN])
    owed = queries.owed(transfer, clock.today())
    context = {"reports": rows, "owed": owed}
    if not rows and not owed:
        return ""
    return render_to_string("delivery/parts/reports.html", context, request)


@section("delivery.contract", order=8)
def used(request: HttpRequest, contract: Contract) -> str:
    """What a grant was used for, or by when that is to be said."""
    if not contract.grant or contract.awarded_on is None:
        return ""
    today, due = clock.today(), grant_due(contract)
    context = {
        "report": GrantReport.objects.filter(contract=contract).first(),
        "one": {"due_on": due, "days_late": max(0, (today - due).days) if due else 0},
    }
    return render_to_string("delivery/parts/grant_report.html", context, request)


@section("delivery.contract", order=10)
def asked_to_pay(request: HttpRequest, contract: Contract) -> str:
    rows = list(queries.payment_requests().filter(contract=contract).order_by("-pk")[:SHOWN])
    if not rows:
        return ""
    return render_to_string("delivery/parts/payments_asked.html", {"payments": rows}, request)
