"""Asking about services and floors; the same number of queries however many there are."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from commonhall.core import search
from commonhall.law.instruments.models import Provision
from commonhall.services.services.models import LifeEvent, Service


def services() -> QuerySet[Service]:
    """The catalogue: what is offered today."""
    return Service.objects.filter(ended_on=None).select_related("body", "unit")


@dataclass(frozen=True)
class Filter:
    """What the catalogue is narrowed to; empty strings narrow nothing."""

    words: str = ""
    body: str = ""
    event: str = ""
    applied: str = ""


def narrowed(wanted: Filter) -> QuerySet[Service]:
    """The catalogue as far as a filter reaches."""
    rows = services()
    if wanted.body:
        rows = rows.filter(body__code=wanted.body)
    if wanted.event in LifeEvent.values:
        # Codes stand in quotes, as JSON writes them: the same on both databases.
        rows = rows.filter(life_events__icontains=f'"{wanted.event}"')
    if wanted.applied:
        rows = rows.filter(applied_for=True)
    return search.matching(rows, "services.service", wanted.words) if wanted.words else rows


def provisions() -> QuerySet[Provision]:
    """What a service, a floor or a function may rest on."""
    return Provision.objects.select_related("instrument").order_by("pk")
