"""Questions about residents."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet

from commonhall.core import clock
from commonhall.people.residents.models import Person, Verification

WARN_BEFORE = timedelta(days=60)


def confirmed_residents() -> int:
    """How many persons are confirmed as residents today."""
    day = clock.today()
    rows = Verification.objects.filter(starts__lte=day, ends__gte=day).exclude(person=None)
    return rows.values("person").distinct().count()


def confirmation_of(person: Person) -> Verification | None:
    """A person's confirmation in force, the one that lasts longest."""
    day = clock.today()
    rows = Verification.objects.filter(person=person, starts__lte=day, ends__gte=day)
    return rows.select_related("unit").order_by("-ends", "-pk").first()


def ends_soon(seen: Verification) -> bool:
    return seen.ends <= clock.today() + WARN_BEFORE


def ending_unsaid() -> QuerySet[Verification]:
    """Confirmations that end soon, are not renewed, and whose persons were not told yet."""
    day = clock.today()
    renewed = Verification.objects.filter(person=OuterRef("person"), ends__gt=OuterRef("ends"))
    rows = Verification.objects.filter(
        ends__gte=day, ends__lte=day + WARN_BEFORE, expiry_letter=None
    ).exclude(person__account=None)
    return rows.exclude(Exists(renewed)).select_related("person__account", "unit").order_by("ends")


def without_account() -> QuerySet[Verification]:
    """Confirmations in force of persons without an account, the newest first."""
    rows = Verification.objects.filter(ends__gte=clock.today(), person__account=None)
    return rows.exclude(person=None).select_related("person", "unit").order_by("-pk")
