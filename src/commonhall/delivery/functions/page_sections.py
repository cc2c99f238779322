"""Functions on the pages of other things."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.core.page_sections import section
from commonhall.delivery.contracts import queries as contract_queries
from commonhall.delivery.functions import queries as function_queries
from commonhall.delivery.shifts import queries as shift_queries
from commonhall.people.organisations.models import Organisation
from commonhall.services.services.models import Service


@section("people.organisation", order=10)
def carried_by(request: HttpRequest, organisation: Organisation) -> str:
    """What an organisation carries, has contracts for, and asks hands for."""
    context = {
        "transfers": list(
            function_queries.transfers().filter(organisation=organisation).order_by("-pk")[:20]
        ),
        "contracts": list(
            contract_queries.contracts().filter(organisation=organisation).order_by("-pk")[:20]
        ),
        "shifts": list(
            shift_queries.shifts().filter(organisation=organisation).order_by("-pk")[:10]
        ),
    }
    if not any(context.values()):
        return ""
    return render_to_string("delivery/parts/organisation.html", context, request)


@section("services.service", order=10)
def carried_service(request: HttpRequest, service: Service) -> str:
    """To whom the service was handed over, now or earlier."""
    transfers = list(function_queries.transfers().filter(service=service).order_by("-pk"))
    if not transfers:
        return ""
    return render_to_string("delivery/parts/service.html", {"transfers": transfers}, request)
