"""Where an indicator's values come from. Pure: a measure sees a `World`, live or from a dump.

measure = "rate", scheme = "beijing-12345", rate = "solved"     a rate over the span
measure = "days-to-answer"                                      median days to the first answer
measure = "broken-floors"                                       floors broken on the span's last day
measure = "promises", days = 365                                per cent of promises kept by their first day
measure = "series", code = "air", days = 400                    the newest value of a series
measure = "feedback", days = 365                                points (0 to 100) of how taking part was
measure = "survey", question = "safety-night", days = 400       the newest wave's estimate
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil, floor, sqrt
from statistics import median
from typing import Any, NamedTuple

from commonhall.evaluation.indicators import formulas
from commonhall.evaluation.indicators.facts import Fact, Span
from commonhall.methods.deliberation import pooled, rating, together

FEWEST = 5
# Of the normal distribution: 95 of 100 lie within so many standard errors.
NORMAL = 1.959963984540054
YEAR = 365


class Alarm(NamedTuple):
    unit: int
    body: int
    opened_at: datetime
    ended_at: datetime | None


class Line(NamedTuple):
    """A minimum standard in force on the span's last day. below: its place and all that lie in it; measured: the
    places with a value that still counted then."""

    body: int
    below: frozenset[int]
    measured: frozenset[int]


class Promised(NamedTuple):
    """A promise of the ledger: its first day, when it was done, and when that turned out not to be so."""

    unit: int
    body: int
    first_on: date
    kept_on: date | None
    undone_on: date | None


class Point(NamedTuple):
    """A value of a series or a survey, in one place, for one day; asked: 0 where nobody was; error: its standard error,
    0 where none is stated."""

    unit: int
    on: date
    value: float
    asked: int
    error: float = 0.0


class Felt(NamedTuple):
    """How taking part in something was, as published: of each question, how many chose each step of the scale."""

    unit: int
    body: int
    on: date
    counts: Mapping[str, Sequence[int]]


@dataclass(frozen=True)
class Observations:
    """What measures may look at. place_of: any unit → the compared one it lies in; by: unit or body.

    schemes: scheme → code → formula, as in force on the span's last day. points: series and surveys by
    ("series", code) or ("survey", question).
    """

    span: Span
    by: str
    compared: Sequence[int]
    place_of: Mapping[int, int]
    facts: Sequence[Fact]
    schemes: Mapping[str, Mapping[str, Mapping[str, Any]]]
    alarms: Sequence[Alarm] = ()
    lines: Sequence[Line] = ()
    promises: Sequence[Promised] = ()
    felt: Sequence[Felt] = ()
    points: Mapping[tuple[str, str], Sequence[Point]] = field(default_factory=dict)

    def group(self, rows: Iterable[Any]) -> dict[int, list[Any]]:
        """Rows by the compared thing they belong to; what belongs to none is left out."""
        found: dict[int, list[Any]] = defaultdict(list)
        for row in rows:
            key = row.body if self.by == "body" else self.place_of.get(row.unit)
            if key is not None:
                found[key].append(row)
        return found


class Measured(NamedTuple):
    """A value with how many it rests on (0: no count is known); None: not measured. error: its standard error, 0 where
    it rests on no sample or none is stated."""

    value: float | None
    asked: int
    error: float = 0.0


Settings = Mapping[str, Any]
Found = dict[int, Measured]


@dataclass(frozen=True)
class Measure:
    """needs, may: its settings with their kinds; compute: the value of each compared thing."""

    compute: Callable[[Settings, Observations], Found]
    needs: Mapping[str, type] = field(default_factory=dict)
    may: Mapping[str, type] = field(default_factory=dict)


def _rate(settings: Settings, world: Observations) -> Found:
    scheme = world.schemes.get(settings["scheme"], {})
    formula = scheme.get(settings["rate"])
    if formula is None:
        return {}
    found: Found = {}
    for key, facts in world.group(world.facts).items():
        if "mean" in formula:
            parts = {
                code: formulas.count(scheme[code], facts)
                for code in formula["mean"]
                if code in scheme
            }
            rate = formulas.mean(formula, parts)
        else:
            rate = formulas.count(formula, facts)
        found[key] = Measured(rate.value, rate.asked, _half(rate.low, rate.high))
    return found


def _half(low: float | None, high: float | None) -> float:
    """The standard error behind a 95 % interval."""
    return 0.0 if low is None or high is None else round((high - low) / (2 * NORMAL), 6)


def _median_error(days: Sequence[int]) -> float:
    """The standard error of a median, from the 95 % interval between the values in order (binomial, Hollander and Wolfe)."""
    ordered, half = sorted(days), NORMAL * sqrt(len(days)) / 2
    low = max(0, floor(len(days) / 2 - half))
    high = min(len(days) - 1, ceil(len(days) / 2 + half))
    return _half(float(ordered[low]), float(ordered[high]))


def _days_to_answer(settings: Settings, world: Observations) -> Found:
    found: Found = {}
    for key, facts in world.group(world.facts).items():
        days = [
            one.days_to_answer for one in facts if one.raised and one.days_to_answer is not None
        ]
        enough = len(days) >= FEWEST
        found[key] = (
            Measured(float(median(days)), len(days), _median_error(days))
            if enough
            else Measured(None, len(days))
        )
    return found


def _broken_floors(settings: Settings, world: Observations) -> Found:
    _begins, ends = world.span.moments()
    standing = [
        one
        for one in world.alarms
        if one.opened_at < ends and (one.ended_at is None or one.ended_at >= ends)
    ]
    grouped = world.group(standing)
    found: Found = {}
    for key in world.compared:
        broken = len(grouped.get(key, ()))
        known = broken > 0 or _all_measured(world, key)
        found[key] = Measured(float(broken) if known else None, 0)
    return found


def _all_measured(world: Observations, key: int) -> bool:
    """Is there a floor, and was every one measured? What nobody measured is not kept, and earns no mark.

    A floor reaches a place that lies in it; of a body, each of its floors must have been measured somewhere.
    """
    if world.by == "body":
        lines = [one for one in world.lines if one.body == key]
        return bool(lines) and all(one.measured for one in lines)
    lines = [one for one in world.lines if key in one.below]
    measured = [any(world.place_of.get(unit) == key for unit in one.measured) for one in lines]
    return bool(lines) and all(measured)


def _promises(settings: Settings, world: Observations) -> Found:
    since = world.span.ends - timedelta(days=settings.get("days", YEAR))
    due = [one for one in world.promises if since <= one.first_on < world.span.ends]
    found: Found = {}
    for key, rows in world.group(due).items():
        kept = sum(_kept(one, world.span.ends) for one in rows)
        enough = len(rows) >= FEWEST
        rate = formulas.of_counts(kept * formulas.SCALE, len(rows))
        found[key] = (
            Measured(rate.value, len(rows), _half(rate.low, rate.high))
            if enough
            else Measured(None, len(rows))
        )
    return found


def _kept(promise: Promised, ends: date) -> bool:
    """By its first day; a day named later, and a word that it was done where it was not, change nothing."""
    done = promise.kept_on is not None and promise.kept_on <= promise.first_on
    return done and not (promise.undone_on is not None and promise.undone_on < ends)


def _feedback(settings: Settings, world: Observations) -> Found:
    """Points of one question, or of all, over everything that was published in so many days."""
    since = world.span.ends - timedelta(days=settings.get("days", YEAR))
    rows = [one for one in world.felt if since <= one.on < world.span.ends]
    asked = settings.get("question", "")
    found: Found = {}
    for key, some in world.group(rows).items():
        codes = [asked] if asked else sorted({code for one in some for code in one.counts})
        ratings = [
            rating(pooled(one.counts[code] for one in some if code in one.counts))
            for code in codes
            if any(code in one.counts for one in some)
        ]
        said = together(ratings)
        if said is not None:
            error = _half(said.low, said.high)
            found[key] = Measured(round(said.value, 4), said.people, error)
    return found


def _points(kind: str, key: str) -> Callable[[Settings, Observations], Found]:
    def compute(settings: Settings, world: Observations) -> Found:
        rows = world.points.get((kind, settings[key]), ())
        since = world.span.ends - timedelta(days=settings.get("days", 400))
        newest: dict[int, Point] = {}
        for row in sorted(rows, key=lambda row: row.on):  # stable: a correction stays after
            # A value belongs to the place it was measured in, never to a part of it.
            if since <= row.on < world.span.ends and world.place_of.get(row.unit) == row.unit:
                newest[row.unit] = row
        return {unit: Measured(row.value, row.asked, row.error) for unit, row in newest.items()}

    return compute


MEASURES = {
    "rate": Measure(_rate, {"scheme": str, "rate": str}),
    "days-to-answer": Measure(_days_to_answer),
    "broken-floors": Measure(_broken_floors),
    "promises": Measure(_promises, may={"days": int}),
    "feedback": Measure(_feedback, may={"question": str, "days": int}),
    "series": Measure(_points("series", "code"), {"code": str}, {"days": int}),
    "survey": Measure(_points("survey", "question"), {"question": str}, {"days": int}),
}


def survey_points(
    question: str,
    results: Iterable[tuple[date, Mapping[str, Any]]],
    places: Mapping[str, int],
    scale: int,
) -> list[Point]:
    """What waves of a survey say of places; results: (day it closed, its estimates), oldest first.

    places: code → id; scale: in what estimates are counted. Suppressed questions and places are left out.
    """
    found = []
    for on, estimates in results:
        said = estimates["questions"].get(question)
        if said is None or said["suppressed"]:
            continue
        for code, (value, low, high, answers) in said["places"].items():
            if code in places:
                error = _half(low / scale, high / scale)
                found.append(Point(places[code], on, value / scale, answers, error))
    return found


def check(settings: Any) -> None:
    """Raise ValueError, with what would be right, unless a measure can be made of the settings."""
    if not isinstance(settings, dict) or settings.get("measure") not in MEASURES:
        raise ValueError(f"expected measure = one of {', '.join(MEASURES)}")
    measure = MEASURES[settings["measure"]]
    for name, kind in measure.needs.items():
        if not isinstance(settings.get(name), kind):
            raise ValueError(f"measure {settings['measure']!r} needs {name}")
    for name, value in settings.items():
        wanted = {"measure": str, **measure.needs, **measure.may}.get(name)
        if wanted is None:
            raise ValueError(f"measure {settings['measure']!r} knows no {name!r}")
        if not isinstance(value, wanted) or isinstance(value, bool):
            raise ValueError(f"{name}: {value!r} is not what is expected")


def compute(settings: Settings, world: Observations) -> list[Measured]:
    """The values of the compared things, in their order."""
    found = MEASURES[settings["measure"]].compute(settings, world)
    return [found.get(key, Measured(None, 0)) for key in world.compared]
