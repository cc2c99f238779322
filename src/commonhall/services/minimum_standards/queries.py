"""Questions about minimum standards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Max, Q, QuerySet

from commonhall.core import clock
from commonhall.places.models import Unit
from commonhall.services.minimum_standards.measures import smallest
from commonhall.services.minimum_standards.models import Alarm, Measurement, MinimumStandard

OPEN = Q(alarms__ended_at=None) & ~Q(alarms__why=Alarm.Why.UNMEASURED)


def minimum_standards() -> QuerySet[MinimumStandard]:
    """Floors in force, with in how many places each is broken now."""
    rows: QuerySet[MinimumStandard] = MinimumStandard.objects.filter(ended_on=None).select_related(
        "body", "unit"
    )
    return rows.annotate(broken=Count("alarms__unit", filter=OPEN, distinct=True))


def alarms() -> QuerySet[Alarm]:
    return Alarm.objects.select_related("minimum_standard__body", "unit", "case", "claimed")


def broken() -> QuerySet[Alarm]:
    """Open alarms over floors that are broken, the most urgent first; what was not measured has alarms of its own."""
    return alarms().filter(ended_at=None).exclude(why=Alarm.Why.UNMEASURED).order_by("due_on")


@dataclass(frozen=True)
class Standing:
    """A floor in one place: its newest value, and whether it holds (None: not measured within the stated days).

    An open alarm is broken until somebody else than the body confirms its value: `claimed`.
    """

    unit: Unit
    value: Decimal | None = None
    on: date | None = None
    holds: bool | None = None
    claimed: bool = False
    row: Measurement | None = None


def newest(minimum_standard: MinimumStandard) -> dict[int, Measurement]:
    """The newest value of a floor in each place; what a review struck does not count."""
    found: dict[int, Measurement] = {}
    rows = minimum_standard.values.filter(struck_on=None).select_related("body")
    for row in rows.order_by("on", "pk"):
        found[row.unit_id] = row
    return found


def standings(
    minimum_standard: MinimumStandard, units: list[Unit], day: date | None = None
) -> list[Standing]:
    """How a floor stands in each place on a day (default: today)."""
    day = day or clock.today()
    values = newest(minimum_standard)
    rows = minimum_standard.alarms.filter(ended_at=None).exclude(why=Alarm.Why.UNMEASURED)
    alarms = {row.unit_id: row for row in rows.order_by("pk")}
    shown = []
    for unit in units:
        row, alarm = values.get(unit.pk), alarms.get(unit.pk)
        fresh = row is not None and is_fresh(minimum_standard, row.on, day)
        holds = None
        if alarm is not None:
            holds = False
        elif row is not None and fresh:
            holds = minimum_standard.holds(row.value)
        claimed = alarm is not None and alarm.claimed_id is not None
        shown.append(
            Standing(unit, row.value, row.on, holds, claimed, row)
            if row
            else Standing(unit, holds=holds)
        )
    return shown


def is_fresh(minimum_standard: MinimumStandard, on: date, day: date) -> bool:
    """Does a value of one day still count as measured on another?"""
    return day <= on + timedelta(days=minimum_standard.measure_days)


def measure_by(minimum_standard: MinimumStandard) -> date:
    """The day by which a floor must have its first values."""
    return minimum_standard.set_on + timedelta(days=minimum_standard.measure_days)


def unmeasured(standards: Iterable[MinimumStandard], day: date) -> dict[int, list[Unit]]:
    """The places of each floor that have no value that counts on a day; two queries for however many."""
    rows = list(standards)
    last = {
        (standard, unit): on
        for standard, unit, on in Measurement.objects.filter(
            minimum_standard__in=rows, struck_on=None
        )
        .order_by()
        .values_list("minimum_standard_id", "unit_id")
        .annotate(last=Max("on"))
    }
    places = list(Unit.objects.filter(ended_on=None).order_by("path")) if rows else []
    found = {}
    for row in rows:
        inside = smallest([one for one in places if one.path.startswith(row.unit.path)])
        found[row.pk] = [
            one
            for one in inside
            if (on := last.get((row.pk, one.pk))) is None or not is_fresh(row, on, day)
        ]
    return found


def struck(minimum_standard: MinimumStandard) -> QuerySet[Measurement]:
    """Values that a review struck, the newest first."""
    rows = minimum_standard.values.exclude(struck_on=None)
    return rows.select_related("unit").order_by("-pk")
