"""From values over the years to changes: better or worse, and how sure that is. No database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from statistics import median

# How far back a change is measured, at most.
YEARS = timedelta(days=5 * 366)
REACH = 1.959963984540054


@dataclass(frozen=True)
class Point:
    """A value of one place on a day, with its standard error where one is stated."""

    on: date
    value: float
    error: float | None = None


@dataclass(frozen=True)
class Change:
    """From the first value to the last, in percent of the first. better: in the series' own direction.

    low, high: the 95 % interval where both values state an error, else None.
    """

    first: Point
    last: Point
    percent: float
    better: bool
    low: float | None = None
    high: float | None = None

    @property
    def clear(self) -> bool | None:
        """Does the interval leave zero out? None: no error is stated, so nobody can tell."""
        if self.low is None or self.high is None:
            return None
        return self.low > 0 or self.high < 0


class Verdict(Enum):
    """How a place moved in both; UNCLEAR: chance alone could have moved one of them."""

    BOTH = "both"
    WORSE_OFF = "worse-off"
    WITHOUT = "without"
    NEITHER = "neither"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Pair:
    """A place in both series. stated: both changes state their errors."""

    unit: int
    gain: Change
    side: Change

    @property
    def stated(self) -> bool:
        return self.gain.clear is not None and self.side.clear is not None

    @property
    def verdict(self) -> Verdict:
        flat = 0.0 in (self.gain.percent, self.side.percent)
        if flat or self.gain.clear is False or self.side.clear is False:
            return Verdict.UNCLEAR
        if self.gain.better:
            return Verdict.BOTH if self.side.better else Verdict.WORSE_OFF
        return Verdict.WITHOUT if self.side.better else Verdict.NEITHER


def change(points: Sequence[Point], up: bool) -> Change | None:
    """The change over at most five years; None with fewer than two days, or from zero. points: oldest first."""
    if not points:
        return None
    since = points[-1].on - YEARS
    lately = [one for one in points if one.on >= since]
    first, last = lately[0], lately[-1]
    if len(lately) < 2 or first.value == 0:
        return None
    moved = last.value - first.value
    scale = 100 / abs(first.value)
    low = high = None
    if first.error is not None and last.error is not None:
        reach = REACH * (first.error**2 + last.error**2) ** 0.5
        low, high = (moved - reach) * scale, (moved + reach) * scale
    return Change(first, last, moved * scale, moved > 0 if up else moved < 0, low, high)


def pairs(
    gain: Mapping[int, Sequence[Point]],
    side: Mapping[int, Sequence[Point]],
    gain_up: bool,
    side_up: bool,
) -> list[Pair]:
    """The places measured in both, those that got richer and worse off first."""
    found = []
    for unit in sorted(set(gain) & set(side)):
        one, other = change(gain[unit], gain_up), change(side[unit], side_up)
        if one is not None and other is not None:
            found.append(Pair(unit, one, other))
    order = [*Verdict]
    order.remove(Verdict.WORSE_OFF)
    rank = {verdict: at for at, verdict in enumerate([Verdict.WORSE_OFF, *order])}
    return sorted(found, key=lambda one: (rank[one.verdict], -one.gain.percent, one.unit))


def indexed(values: Mapping[int, Sequence[Point]]) -> list[tuple[date, float]]:
    """The middle place of each day as a percentage of the first day's: what can be drawn beside another unit."""
    days: dict[date, list[float]] = {}
    for points in values.values():
        for one in points:
            days.setdefault(one.on, []).append(one.value)
    line = [(day, median(found)) for day, found in sorted(days.items())]
    if not line or line[0][1] == 0:
        return []
    since = line[-1][0] - YEARS
    line = [(day, value) for day, value in line if day >= since]
    start = line[0][1]
    return [(day, 100 * value / start) for day, value in line] if start else []
