"""Asking about services and floors; the same number of queries however many there are."""

from __future__ import annotations

from django.db.models import QuerySet

from commonhall.services.services.models import Service


def services() -> QuerySet[Service]:
    """The catalogue: what is offered today."""
    return Service.objects.filter(ended_on=None).select_related("body", "unit")
