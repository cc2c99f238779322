"""What residents say of a service, on its page."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.actions import action_pages
from commonhall.actions.actors import Kind
from commonhall.core.page_sections import section
from commonhall.disputes.disputes.figures import FEWEST
from commonhall.people.actors import of_request
from commonhall.services.ratings.actions import rate_service
from commonhall.services.ratings.queries import sums
from commonhall.services.services.models import Service


@section("services.service", order=6)
def rated(request: HttpRequest, service: Service) -> str:
    """The mean and how many gave which mark, once enough did; one query."""
    if service.ended_on is not None:
        return ""
    actor = of_request(request)
    # Strangers are led to the page that asks them to sign in.
    may = actor.account is None or (
        actor.kind is Kind.PERSON
        and rate_service.check(actor, service, action_pages.memo_of(request))
    )
    context = {
        "sums": sums(service),
        "fewest": FEWEST,
        "rate": rate_service,
        "rate_url": action_pages.url_of(rate_service, service) if may else "",
    }
    return render_to_string("services/parts/rating.html", context, request)
