"""What was measured of standards, month by month and place by place, and whether they were kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from commonhall.core import clock
from commonhall.services.minimum_standards.models import Measurement
from commonhall.services.services.models import Service, Standard, StandardChange

# So many months are shown.
MONTHS = 24
# Computed, or confirmed by somebody of another body: only these count.
COUNTS = Q(struck_on=None) & (Q(computed=True) | Q(confirmed_on__isnull=False))
WAITS = Q(struck_on=None, computed=False, confirmed_on=None)


def months_back(day: date, count: int) -> list[date]:
    """First days of the last months that are over, the newest first."""
    found, number = [], day.year * 12 + day.month - 1
    for back in range(1, count + 1):
        year, month = divmod(number - back, 12)
        found.append(date(year, month + 1, 1))
    return found


def in_force(
    standards: Iterable[Standard], changes: Iterable[StandardChange], month: date
) -> dict[int, Decimal]:
    """The threshold of each standard that counted on the last day of a month: later changes are taken back."""
    found = {one.pk: one.threshold for one in standards}
    after = clock.next_month(month)
    for change in sorted(changes, key=lambda one: (one.on, one.pk), reverse=True):
        if change.ended_on is None and change.on >= after:
            found[change.standard_id] = change.before
    return found


@dataclass(frozen=True)
class Judged:
    """A value with the threshold of its month. kept: None while nobody of another body has looked."""

    row: Measurement
    threshold: Decimal
    kept: bool | None


@dataclass
class Course:
    """A standard as it was measured. values: the newest month first; latest: those of the newest month that counts."""

    standard: Standard
    values: list[Judged] = field(default_factory=list)
    changes: list[StandardChange] = field(default_factory=list)

    @property
    def counted(self) -> list[Judged]:
        return [one for one in self.values if one.kept is not None]

    @property
    def waiting(self) -> list[Judged]:
        return [one for one in self.values if one.kept is None]

    @property
    def month(self) -> date | None:
        """The newest month that counts."""
        return next((one.row.month for one in self.counted), None)

    @property
    def latest(self) -> list[Judged]:
        return [one for one in self.counted if one.row.month == self.month]

    @property
    def places(self) -> int:
        """In how many places it was measured in the newest month."""
        return len(self.latest)

    @property
    def kept(self) -> int:
        """In how many places it was kept in the newest month."""
        return sum(1 for one in self.latest if one.kept)


def courses(service: Service) -> list[Course]:
    """The standards of a service with what was measured; three queries however much that is."""
    standards = list(service.standards.filter(ended_on=None).order_by("pk"))
    if not standards:
        return []
    found = {one.pk: Course(one) for one in standards}
    changes = list(StandardChange.objects.filter(standard__in=standards).order_by("-on", "-pk"))
    for change in changes:
        found[change.standard_id].changes.append(change)
    thresholds: dict[date, dict[int, Decimal]] = {}
    for row in values(standards):
        month = row.month or row.on.replace(day=1)
        if month not in thresholds:
            thresholds[month] = in_force(standards, changes, month)
        course = found[row.standard_id or 0]
        line = thresholds[month][course.standard.pk]
        counts = row.computed or row.confirmed_on is not None
        kept = _holds(course.standard, row.value, line) if counts else None
        course.values.append(Judged(row, line, kept))
    return list(found.values())


def _holds(standard: Standard, value: Decimal, threshold: Decimal) -> bool:
    return value >= threshold if standard.at_least else value <= threshold


def values(standards: Sequence[Standard]) -> QuerySet[Measurement]:
    """What was measured in the last months, the newest first; what was struck is left out."""
    first = months_back(clock.today(), MONTHS)[-1]
    rows = Measurement.objects.filter(standard__in=standards, struck_on=None, month__gte=first)
    return rows.select_related("unit", "body", "confirmed_by").order_by(
        "-month", "unit__path", "pk"
    )
