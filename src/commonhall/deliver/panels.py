"""The plan on the pages of places, bodies, organisations and services."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.acts import clock
from commonhall.acts.panels import panel
from commonhall.deliver import contracts, queries
from commonhall.people.actors import of_request
from commonhall.people.models import Body, Organisation
from commonhall.places.models import Unit
from commonhall.services.models import Service

SHOWN = 6


@panel("places.unit", order=15)
def planned_here(request: HttpRequest, unit: Unit) -> str:
    rows = queries.items().filter(unit__path__startswith=unit.path).order_by("-pk")[:SHOWN]
    return _items(request, list(rows))


@panel("people.body", order=18)
def promised_by(request: HttpRequest, body: Body) -> str:
    rows = list(queries.items().filter(body=body).order_by("-pk")[:SHOWN])
    if not rows:
        return ""
    return _items(request, rows, queries.promises(clock.today(), Q(body=body)))


def _items(request: HttpRequest, rows: Sequence[object], promises: object = None) -> str:
    if not rows:
        return ""
    context = {"items": rows, "promises": promises}
    return render_to_string("deliver/parts/items.html", context, request)


@panel("people.organisation", order=10)
def carried_by(request: HttpRequest, organisation: Organisation) -> str:
    """What an organisation carries, has contracts for, and asks hands for."""
    context = {
        "transfers": list(
            queries.transfers().filter(organisation=organisation).order_by("-pk")[:20]
        ),
        "contracts": list(
            queries.contracts().filter(organisation=organisation).order_by("-pk")[:20]
        ),
        "shifts": list(queries.shifts().filter(organisation=organisation).order_by("-pk")[:10]),
    }
    if not any(context.values()):
        return ""
    return render_to_string("deliver/parts/organisation.html", context, request)


@panel("services.service", order=10)
def carried_service(request: HttpRequest, service: Service) -> str:
    """Whether the service was handed over, and the offer to do so."""
    nobody = Organisation(pk=0)
    may = contracts.transfer_function.permitted(
        of_request(request), service=service, organisation=nobody, amount=0
    )
    transfers = list(queries.transfers().filter(service=service).order_by("-pk"))
    if not transfers and not may:
        return ""
    context = {"transfers": transfers, "may": bool(may), "service": service}
    return render_to_string("deliver/parts/service.html", context, request)
