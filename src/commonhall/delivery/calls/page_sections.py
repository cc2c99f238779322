"""Offers on the page of the organisation, once they were opened."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.core.page_sections import section
from commonhall.delivery.calls.models import Offer
from commonhall.people.organisations.models import Organisation

SHOWN = 6


@section("people.organisation", order=12)
def offered(request: HttpRequest, organisation: Organisation) -> str:
    """Only what everybody may know: offers that were opened."""
    rows = Offer.objects.filter(
        offerer=organisation, state__in=(Offer.State.OPENED, Offer.State.EXCLUDED)
    )
    found = list(rows.select_related("call").order_by("-pk")[:SHOWN])
    if not found:
        return ""
    return render_to_string("delivery/parts/offers_of.html", {"offers": found}, request)
