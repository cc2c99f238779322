"""What growth costs is read from two series with values for parts of the hall's place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commonhall.evaluation.growth.changes import Pair, Point, pairs
from commonhall.evaluation.series.models import Series, standing_values
from commonhall.evaluation.series.queries import series
from commonhall.places.models import Unit

# The series taken for output, where the reader has not chosen one.
USUAL = ("output", "gdp", "income")
Values = dict[int, list[Point]]


@dataclass(frozen=True)
class Growth:
    """Two series side by side; values: place → points, oldest first."""

    choices: Sequence[Series]
    gain: Series | None
    side: Series | None
    gain_values: Values
    side_values: Values
    pairs: list[Pair]
    units: dict[int, Unit]


def growth(gain: str = "", side: str = "") -> Growth:
    """What rose, and what it did; four queries however many places."""
    rows = list(series())
    by_code = {one.code: one for one in rows}
    first = next((by_code[code] for code in (gain, *USUAL) if code in by_code), None)
    first = first or (rows[0] if rows else None)
    others = [one for one in rows if one != first]
    second = by_code.get(side) if side != (first.code if first else "") else None
    second = second or (others[0] if others else None)
    if first is None or second is None:
        return Growth(rows, first, second, {}, {}, [], {})
    one, other = values_of(first), values_of(second)
    found = pairs(one, other, first.up, second.up)
    units = Unit.objects.in_bulk([pair.unit for pair in found])
    return Growth(rows, first, second, one, other, found, units)


def values_of(one: Series) -> Values:
    """Values of the parts, not of the whole; a correction takes the place of what it corrects. One query."""
    days: dict[int, dict[object, Point]] = {}
    rows = standing_values().filter(series=one).exclude(unit__parent=None).order_by("on", "pk")
    for unit, on, value, error in rows.values_list("unit", "on", "value", "error"):
        point = Point(on, float(value), None if error is None else float(error))
        days.setdefault(unit, {})[on] = point
    return {unit: list(of_day.values()) for unit, of_day in days.items()}
