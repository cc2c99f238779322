"""Questions about functions."""

from __future__ import annotations

from django.db.models import QuerySet

from commonhall.delivery.functions.models import FunctionRequest, Transfer
from commonhall.services.services.models import Service


def transfers() -> QuerySet[Transfer]:
    return Transfer.objects.select_related("service", "body", "organisation")


def requests() -> QuerySet[FunctionRequest]:
    return FunctionRequest.objects.select_related(
        "service", "body", "organisation", "transfer", "unit"
    )


def to_hand_over() -> QuerySet[Service]:
    """Services that bodies carry themselves, and that an organisation may ask for."""
    rows = Service.objects.filter(ended_on=None, organisation=None)
    return rows.select_related("body", "unit")


def carried_by_organisations() -> tuple[int, int]:
    """(services that organisations carry, services in all): the share that must be able to grow."""
    from commonhall.services.services.queries import services

    rows = services()
    return rows.exclude(organisation=None).count(), rows.count()
