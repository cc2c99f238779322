"""Questions about minimum standards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from commonhall.places.models import Unit
from commonhall.services.minimum_standards.models import Alarm, Measurement, MinimumStandard


def minimum_standards() -> QuerySet[MinimumStandard]:
    """Floors in force, with how many are broken now."""
    rows: QuerySet[MinimumStandard] = MinimumStandard.objects.filter(ended_on=None).select_related(
        "body", "unit"
    )
    return rows.annotate(broken=Count("alarms", filter=Q(alarms__ended_at=None)))


def alarms() -> QuerySet[Alarm]:
    return Alarm.objects.select_related("minimum_standard__body", "unit", "case", "claimed")


@dataclass(frozen=True)
class Standing:
    """A floor in one place: the newest value, when, and whether it holds (None: never measured)."""

    unit: Unit
    value: Decimal | None
    on: date | None
    holds: bool | None


def newest(minimum_standard: MinimumStandard) -> dict[int, Measurement]:
    """The newest value of a floor in each place; what a review struck does not count."""
    found: dict[int, Measurement] = {}
    for row in minimum_standard.values.filter(struck_on=None).order_by("on", "pk"):
        found[row.unit_id] = row
    return found


def standings(minimum_standard: MinimumStandard, units: list[Unit]) -> list[Standing]:
    values = newest(minimum_standard)
    shown = []
    for unit in units:
        row = values.get(unit.pk)
        shown.append(
            Standing(unit, row.value, row.on, minimum_standard.holds(row.value))
            if row
            else Standing(unit, None, None, None)
        )
    return shown


def struck(minimum_standard: MinimumStandard) -> QuerySet[Measurement]:
    """Values that a review struck, the newest first."""
    rows = minimum_standard.values.exclude(struck_on=None)
    return rows.select_related("unit").order_by("-pk")
