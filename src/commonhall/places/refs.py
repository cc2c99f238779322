"""How places are shown wherever a ref names one."""

from __future__ import annotations

from django.urls import reverse

from commonhall.core.refs import Described, describes
from commonhall.places.models import Boundary, Unit


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


def register() -> None:
    describes("places.unit", _units)
    describes("places.boundary", _boundaries)
