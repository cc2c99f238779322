"""How places are shown wherever a ref names one."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy

from commonhall.actions import notifications
from commonhall.core.refs import Described, describes
from commonhall.places import grounds
from commonhall.places.models import Boundary, Ground, NamedSpot, Unit
from commonhall.places.queries import ancestors


def _units(numbers: list[int]) -> dict[int, Described]:
    return {
        unit.pk: Described(unit.ref, unit.name, reverse("places:unit", args=[unit.pk]))
        for unit in Unit.objects.filter(pk__in=numbers)
    }


def _boundaries(numbers: list[int]) -> dict[int, Described]:
    rows = Boundary.objects.filter(pk__in=numbers).select_related("unit").only("unit")
    return {
        row.pk: Described(row.ref, row.unit.name, reverse("places:unit", args=[row.unit_id]))
        for row in rows
    }


def _spots(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(
            f"{grounds.SPOT}:{row.pk}",
            row.name,
            reverse("places:spot", args=[row.pk]),
            row.unit.name if row.unit else "",
        )
        for row in NamedSpot.objects.filter(pk__in=numbers).select_related("unit")
    }


def _grounds(numbers: list[int]) -> dict[int, Described]:
    rows = Ground.objects.filter(pk__in=numbers).only("pk")
    return {
        row.pk: Described(row.ref, gettext_lazy("Base map"), reverse("places:list")) for row in rows
    }


def register() -> None:
    # Who follows a place hears of what is in its parts, too.
    notifications.wide("places.unit", ancestors)
    describes("places.unit", _units)
    describes("places.boundary", _boundaries)
    describes("places.ground", _grounds)
    describes(grounds.SPOT, _spots)
