"""The nightly search: what the counts of the last week tell, with place, body and words, ready to be raised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from commonhall.cases.cases.queries import visible
from commonhall.cases.categories.models import Category
from commonhall.evaluation.signals import counting, detecting, queries
from commonhall.evaluation.signals.counting import Counts
from commonhall.evaluation.signals.models import Signal
from commonhall.methods.sources import telling_words
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit

WORDS = 5
# Titles read of the cases counted, and of others of their category.
TITLES = 500


@dataclass(frozen=True)
class Found:
    """What `evaluation.raise_signal` puts on the record; the fields are those of `Signal`."""

    kind: str
    unit: Unit
    category: Category
    body: Body
    places: tuple[Unit, ...]
    since: date
    until: date
    seen: int
    expected: Decimal
    bound: int | None
    chance: float
    per_year: Decimal
    words: tuple[str, ...]


@dataclass(frozen=True)
class _Hint:
    """Before its body and words are known. units: the middle first."""

    kind: str
    units: tuple[int, ...]
    category: int
    weeks: int
    seen: int
    expected: float
    bound: int | None
    chance: float


def found(today: date) -> Iterator[Found]:
    """What the last whole week tells that was not told in the last eight weeks; the smallest place first."""
    counts = counting.counted(counting.last_week(today))
    units = Unit.objects.filter(ended_on=None).in_bulk()
    if not counts.of:
        return
    hints = [*_rises(counts, units), *_gatherings(counts, units)]
    until = counts.weeks[-1] + timedelta(days=6)
    told = queries.known_since(until)
    categories = Category.objects.in_bulk({one.category for one in hints})
    for hint in hints:
        round_it = _round(hint, units)
        if any((unit, hint.category) in told for unit in round_it):
            continue
        told |= {(unit, hint.category) for unit in hint.units}
        category, unit = categories[hint.category], units[hint.units[0]]
        body = queries.responsible(category, unit)
        if body is not None:
            yield _described(hint, units, category, body, until)


def _rises(counts: Counts, units: dict[int, Unit]) -> list[_Hint]:
    """The smallest places first, so that a rise is told where it is, and not of all round it as well."""
    judged = counting.summed(counts, units)
    keys = sorted(judged, key=lambda key: (-units[key[0]].level, key))
    if not keys:
        return []
    table = np.array([judged[key] for key in keys])
    return [
        _Hint(
            Signal.Kind.RISE.value,
            (keys[one.row][0],),
            keys[one.row][1],
            1,
            one.seen,
            one.expected,
            one.bound,
            one.chance,
        )
        for one in detecting.rises(table)
    ]


def _gatherings(counts: Counts, units: dict[int, Unit]) -> list[_Hint]:
    middles = counting.middles()
    places = sorted({unit for unit, _c in counts.of if unit in middles and unit in units})
    categories = counts.categories()
    if not places or not categories:
        return []
    none = np.zeros(len(counts.weeks))
    tables = [
        np.array([counts.of.get((unit, category), none) for unit in places])
        for category in categories
    ]
    points = np.array([middles[unit] for unit in places])
    every = detecting.gatherings(tables, points, counts.weeks[-1].toordinal())
    return [
        _Hint(
            Signal.Kind.GATHERING.value,
            tuple(places[row] for row in one.rows),
            category,
            one.weeks,
            one.seen,
            one.expected,
            None,
            one.chance,
        )
        for category, gathered in zip(categories, every, strict=True)
        for one in gathered
    ]


def _round(hint: _Hint, units: dict[int, Unit]) -> set[int]:
    """Its places, what they lie in and what lies in them."""
    paths = [units[unit].path for unit in hint.units]
    return {
        number
        for number, unit in units.items()
        if any(path.startswith(unit.path) or unit.path.startswith(path) for path in paths)
    }


def _described(
    hint: _Hint, units: dict[int, Unit], category: Category, body: Body, until: date
) -> Found:
    places = tuple(units[unit] for unit in hint.units)
    since = until - timedelta(days=7 * hint.weeks - 1)
    gatherings = hint.kind == Signal.Kind.GATHERING
    per_year = detecting.GATHERINGS_A_YEAR if gatherings else detecting.RISES_A_YEAR
    return Found(
        hint.kind,
        places[0],
        category,
        body,
        places,
        since,
        until,
        hint.seen,
        Decimal(str(round(hint.expected, 2))),
        hint.bound,
        hint.chance,
        Decimal(str(per_year)),
        _words(places, category, since, until),
    )


def _words(places: Sequence[Unit], category: Category, since: date, until: date) -> tuple[str, ...]:
    """What the titles of these cases say more often than others of their category."""
    inside = queries.among(places, category.pk, since, until).order_by("-pk")
    here = dict(inside.values_list("pk", "title")[:TITLES])
    other = visible().filter(category=category).exclude(pk__in=here).order_by("-pk")
    return telling_words(
        list(here.values()), list(other.values_list("title", flat=True)[:TITLES]), WORDS
    )
