"""Who gains, from figures alone: shares a head, fair shares, what is missing, and whether it goes to the better off.

Places stand for the people who live in them: what one of these figures says is true of places, not of each person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from commonhall.methods.equity import Concentration, EquityError, concentration, gini

# A place with fewer people is not told apart: its figures would be those of a few households.
FEWEST_PEOPLE = 20
# Below so much of its share by heads a place is named.
SHORT = 0.7
# Interval of the concentration index: 1.96 standard errors, 95 %.
REACH = 1.959963984540054
FIFTHS = 5


@dataclass(frozen=True)
class Place:
    """What one place has. amount: minor units; standing: how well off it is, None where nobody measured it."""

    unit: int
    amount: int
    people: int
    standing: float | None = None

    @property
    def per_head(self) -> float:
        return self.amount / self.people


@dataclass(frozen=True)
class Line:
    """A place beside its share: `share` is what it has of what its heads would bring (1 is its share); missing: minor
    units up to its share, 0 above it."""

    place: Place
    share: float
    missing: int

    @property
    def short(self) -> bool:
        return self.share < SHORT


@dataclass(frozen=True)
class Fifth:
    """A fifth of the people, the worst off first: money a head, by the places they live in."""

    number: int
    people: float
    per_head: float


@dataclass(frozen=True)
class Gains:
    """lines: the place with the least of its share first. unequal: Gini of money a head. tilt: where it gathers, from
    −1 (all with the worst off) to 1, with its interval; None where fewer than three places have a standing."""

    total: int
    people: int
    lines: tuple[Line, ...]
    unequal: float
    tilt: Concentration | None
    low: float
    high: float
    fifths: tuple[Fifth, ...]

    @property
    def towards(self) -> int:
        """1: to the better off, −1: to the worse off, 0: its interval holds neither."""
        return 0 if self.tilt is None or self.low <= 0 <= self.high else 1 if self.low > 0 else -1


def gains(places: Sequence[Place]) -> Gains | None:
    """None where there is nothing to compare: fewer than two places of enough people, or no money at all."""
    told = [one for one in places if one.people >= FEWEST_PEOPLE]
    total, people = sum(one.amount for one in told), sum(one.people for one in told)
    if len(told) < 2 or total <= 0:
        return None
    lines = tuple(sorted((_line(one, total, people) for one in told), key=_order))
    amounts = np.array([one.per_head for one in told])
    heads = np.array([one.people for one in told], dtype=np.float64)
    known = [one for one in told if one.standing is not None]
    tilt = _tilt(known)
    reach = REACH * tilt.error if tilt is not None else 0.0
    index = tilt.index if tilt is not None else 0.0
    return Gains(
        total,
        people,
        lines,
        gini(amounts, heads),
        tilt,
        index - reach,
        index + reach,
        fifths(known) if tilt is not None else (),
    )


def _order(line: Line) -> tuple[float, int]:
    return line.share, line.place.unit


def _line(place: Place, total: int, people: int) -> Line:
    due = total * place.people / people
    return Line(place, place.amount / due, max(0, round(due) - place.amount))


def _tilt(known: Sequence[Place]) -> Concentration | None:
    if len(known) < 3 or not any(one.amount for one in known):
        return None
    try:
        return concentration(
            np.array([one.per_head for one in known]),
            np.array([one.standing for one in known], dtype=np.float64),
            np.array([one.people for one in known], dtype=np.float64),
        )
    except EquityError:
        return None


def fifths(known: Sequence[Place]) -> tuple[Fifth, ...]:
    """People in order of how well off their place is, cut in five equal parts; a place may lie in two of them."""
    ordered = sorted(known, key=lambda one: (one.standing, one.unit))
    whole = sum(one.people for one in ordered)
    money, people = np.zeros(FIFTHS), np.zeros(FIFTHS)
    at = 0.0
    for one in ordered:
        begin, end = at / whole * FIFTHS, (at + one.people) / whole * FIFTHS
        for number in range(FIFTHS):
            inside = max(0.0, min(end, number + 1) - max(begin, number)) * whole / FIFTHS
            people[number] += inside
            money[number] += inside * one.per_head
        at += one.people
    return tuple(
        Fifth(number + 1, float(people[number]), float(money[number] / people[number]))
        for number in range(FIFTHS)
    )


def next_budget(found: Gains, amount: int) -> Mapping[int, int]:
    """How an amount would be shared so that places come level a head, those furthest behind first.

    The lowest are filled up to one level that uses the amount up (water filling); in minor units, adding up to it.
    """
    lines = sorted(found.lines, key=lambda one: (one.place.per_head, one.place.unit))
    level, heads, paid = 0.0, 0, 0
    for one in lines:
        if heads and one.place.per_head >= (amount + paid) / heads:
            break
        heads, paid = heads + one.place.people, paid + one.place.amount
        level = (amount + paid) / heads
    shares = {
        one.place.unit: max(0, int(level * one.place.people) - one.place.amount) for one in lines
    }
    # What rounding left goes to the place that is furthest behind.
    shares[lines[0].place.unit] += amount - sum(shares.values())
    return {unit: share for unit, share in shares.items() if share}
