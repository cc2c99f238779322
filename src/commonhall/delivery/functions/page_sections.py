"""Functions on the pages of other things."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.core.page_sections import panel
from commonhall.delivery.contracts import queries as contract_queries
from commonhall.delivery.functions import actions
from commonhall.delivery.functions import queries as function_queries
from commonhall.delivery.shifts import queries as shift_queries
from commonhall.people.actors import of_request
from commonhall.people.organisations.models import Organisation
from commonhall.services.services.models import Service


@panel("people.organisation", order=10)
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


@panel("services.service", order=10)
def carried_service(request: HttpRequest, service: Service) -> str:
    """Whether the service was handed over, and the offer to do so."""
    nobody = Organisation(pk=0)
    may = actions.transfer_function.permitted(
        of_request(request), service=service, organisation=nobody, amount=0
    )
    transfers = list(function_queries.transfers().filter(service=service).order_by("-pk"))
    if not transfers and not may:
        return ""
    context = {"transfers": transfers, "may": bool(may), "service": service}
    return render_to_string("delivery/parts/service.html", context, request)
