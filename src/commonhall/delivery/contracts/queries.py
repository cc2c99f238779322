"""Questions about contracts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.delivery.contracts.models import Contract

YOUNG = timedelta(days=365)


def contracts() -> QuerySet[Contract]:
    return Contract.objects.select_related("body", "unit", "organisation", "item")


def flags(contract: Contract) -> list[Any]:
    """What a careful reader would ask about a contract; none of it proves anything."""
    found: list[Any] = []
    if contract.bids == 1:
        found.append(_("There was only one offer."))
    if contract.method == Contract.Method.DIRECT:
        found.append(_("It was awarded without a call."))
    if contract.closes_on and (contract.closes_on - contract.published_on).days < 10:
        found.append(_("The call was open for less than ten days."))
    founded = contract.organisation.founded_on if contract.organisation else None
    if founded and contract.awarded_on and contract.awarded_on - founded < YOUNG:
        found.append(_("The recipient was founded less than a year before."))
    planned, cost = contract.item.money if contract.item else None, contract.money
    if planned and cost and planned.currency == cost.currency and cost > planned:
        found.append(_("It costs more than planned."))
    return found
