"""Questions about functions."""

from __future__ import annotations

from django.db.models import QuerySet

from commonhall.delivery.functions.models import Transfer


def transfers() -> QuerySet[Transfer]:
    return Transfer.objects.select_related("service", "body", "organisation")


def carried_by_organisations() -> tuple[int, int]:
    """(services that organisations carry, services in all): the share that must be able to grow."""
    from commonhall.services.services.queries import services

    rows = services()
    return rows.exclude(organisation=None).count(), rows.count()
