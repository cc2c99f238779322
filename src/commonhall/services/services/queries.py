"""Asking about services and floors; the same number of queries however many there are."""

from __future__ import annotations

from django.db.models import QuerySet

from commonhall.law.instruments.models import Provision
from commonhall.services.services.models import Service


def services() -> QuerySet[Service]:
    """The catalogue: what is offered today."""
    return Service.objects.filter(ended_on=None).select_related("body", "unit")


def provisions() -> QuerySet[Provision]:
    """What a service, a floor or a function may rest on."""
    return Provision.objects.select_related("instrument").order_by("pk")
