"""Questions about series."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import Count, QuerySet

from commonhall.evaluation.editions.models import Edition
from commonhall.evaluation.frameworks.models import Framework
from commonhall.evaluation.series.models import Series, StruckReport, Value, standing_values
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit


def series() -> QuerySet[Series]:
    return Series.objects.filter(ended_on=None).select_related("body").order_by("code")


def values_of(one: Series) -> list[Value]:
    """The values that stand, newest day first: corrections in the place of what they correct."""
    found: dict[tuple[int, date], Value] = {}
    standing = standing_values().filter(series=one)
    for row in standing.select_related("unit").order_by("pk"):
        found[row.unit_id, row.on] = row
    return sorted(found.values(), key=lambda row: (-row.on.toordinal(), row.unit.path))


def lately(rows: Iterable[Series], most: int = 12) -> dict[int, list[Decimal]]:
    """The last values of each series, oldest first: of the whole place, else of the middle one of its parts.

    By the series' number; one query however many.
    """
    found = (
        standing_values()
        .filter(series__in=list(rows), unit__parent__parent=None)
        .order_by("on", "pk")
        .values_list("series", "on", "unit", "unit__parent", "value")
    )
    kept: dict[int, dict[date, dict[int, tuple[bool, Decimal]]]] = {}
    for number, day, unit, parent, value in found:
        # A later row of the same place and day corrects the one before.
        kept.setdefault(number, {}).setdefault(day, {})[unit] = (parent is None, value)
    return {
        number: [_middle(of_day.values()) for _day, of_day in sorted(days.items())[-most:]]
        for number, days in kept.items()
    }


def _middle(values: Iterable[tuple[bool, Decimal]]) -> Decimal:
    given = list(values)
    whole = [value for of_whole, value in given if of_whole]
    return whole[0] if whole else median(value for _part, value in given)


def struck(one: Series) -> list[tuple[StruckReport, int]]:
    """Reports that a review struck, the newest first, with how many values each had brought."""
    rows = list(one.struck.order_by("-on", "-pk"))
    counts = dict(
        one.values.filter(reported_in__in=[row.entry for row in rows])
        .order_by()
        .values_list("reported_in")
        .annotate(count=Count("pk"))
    )
    return [(row, counts.get(row.entry, 0)) for row in rows]


def names_of(edition: Edition) -> dict[int, Any]:
    """The compared things by id: places, or bodies."""
    model: Any = Body if edition.framework.of == Framework.Of.BODIES else Unit
    return dict(model.objects.in_bulk(edition.inputs["units"]))
