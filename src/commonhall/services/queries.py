"""Asking about services and floors; the same number of queries however many there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from commonhall.places.models import Unit
from commonhall.services.measures import MEASURES, Measure
from commonhall.services.models import Alarm, Floor, Measurement, Service


def services() -> QuerySet[Service]:
    """The catalogue: what is offered today."""
    return Service.objects.filter(ended_on=None).select_related("body", "unit")


def floors() -> QuerySet[Floor]:
    """Floors in force, with how many are broken now."""
    rows: QuerySet[Floor] = Floor.objects.filter(ended_on=None).select_related("body", "unit")
    return rows.annotate(broken=Count("alarms", filter=Q(alarms__ended_at=None)))


def alarms() -> QuerySet[Alarm]:
    return Alarm.objects.select_related("floor__body", "unit", "case")


@dataclass(frozen=True)
class Standing:
    """A floor in one place: the newest value, when, and whether it holds (None: never measured)."""

    unit: Unit
    value: Decimal | None
    on: date | None
    holds: bool | None


def newest(floor: Floor) -> dict[int, Measurement]:
    """The newest value of a floor in each place."""
    found: dict[int, Measurement] = {}
    for row in floor.values.order_by("on", "pk"):
        found[row.unit_id] = row
    return found


def standings(floor: Floor, units: list[Unit]) -> list[Standing]:
    values = newest(floor)
    shown = []
    for unit in units:
        row = values.get(unit.pk)
        shown.append(
            Standing(unit, row.value, row.on, floor.holds(row.value))
            if row
            else Standing(unit, None, None, None)
        )
    return shown


def measure_of(thing: Floor) -> Measure:
    return MEASURES[thing.measure]
