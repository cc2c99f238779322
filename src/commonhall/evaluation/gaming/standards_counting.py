"""What bodies report of standards: values that stayed out, and values that rest on few."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.db.models import Count, F, Min, Q
from django.db.models.functions import TruncMonth

from commonhall.core import clock
from commonhall.evaluation.gaming.models import Watch
from commonhall.services.minimum_standards.models import Measurement
from commonhall.services.services.models import Standard
from commonhall.services.standards.queries import months_back

# A value of fewer than so many is a small sample.
SMALL = 30
# A place is expected to be reported where it was in one of so many months before.
USUAL = 12
Pair = tuple[int, int]
ByMonth = dict[int, dict[date, Pair]]


def of_standards(months: list[date]) -> Iterator[tuple[Watch, ByMonth]]:
    """Both counts of each body in these months; three queries."""
    yield Watch.UNREPORTED, _unreported(months)
    yield Watch.SAMPLES, _samples(months)


def _unreported(months: list[date]) -> ByMonth:
    """Values of standards that were due in a month, those of the month before, and did not come by its end.

    A value that comes late stays late: the day of its first report counts, also where it was reported again or struck.
    """
    first = months_back(min(months), USUAL + 1)[-1]
    rows = (
        Measurement.objects.filter(standard__isnull=False, computed=False, month__gte=first)
        .order_by()
        .values_list("standard", "unit", "month")
        .annotate(reported=Min("on"))
    )
    reported: dict[tuple[int, int], dict[date, date]] = defaultdict(dict)
    for standard, unit, month, on in rows:
        reported[standard, unit][month] = on
    bodies = _bodies()
    counts: dict[int, dict[date, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for (standard, _unit), days in reported.items():
        body, ended = bodies[standard]
        for month in months:
            of, *earlier = months_back(month, USUAL + 1)
            usual = any(one in days for one in earlier)
            if not usual or (ended is not None and ended < clock.next_month(month)):
                continue
            came = days.get(of)
            counts[body][month][0] += came is None or came >= clock.next_month(month)
            counts[body][month][1] += 1
    return {
        body: {month: (out, due) for month, (out, due) in by_month.items()}
        for body, by_month in counts.items()
    }


def _bodies() -> dict[int, tuple[int, date | None]]:
    """Who answers for each standard, and on which day it or its service ended."""
    rows = Standard.objects.order_by().values_list(
        "pk", "service__body", "ended_on", "service__ended_on"
    )
    return {
        standard: (body, min((day for day in days if day is not None), default=None))
        for standard, body, *days in rows
    }


def _samples(months: list[date]) -> ByMonth:
    """Values reported in a month that say of how many they are: how many rest on a small sample."""
    rows = (
        Measurement.objects.filter(
            computed=False,
            sample__isnull=False,
            body__isnull=False,
            on__gte=min(months),
            on__lt=clock.next_month(max(months)),
        )
        .order_by()
        .annotate(when=TruncMonth("on"))
        .values_list("body", "when")
        .annotate(small=Count("pk", filter=Q(sample__lt=SMALL)), whole=Count(F("pk")))
    )
    found: ByMonth = defaultdict(dict)
    for body, when, small, whole in rows:
        found[body][when] = (small, whole)
    return found
