"""Who gains: public money followed to groups of people, and shares set against fair ones.

Money is exact: amounts are integers or fractions, and what groups receive adds up to what was
spent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from commonhall.methods.equity.errors import EquityError

Amount = int | Fraction


@dataclass(frozen=True)
class GroupGain:
    """One group: money received, its share of the money and of the people, money a head (None
    for a group without people), and `ratio` of the two shares (1 is in proportion)."""

    group: str
    amount: Fraction
    people: Fraction
    money_share: Fraction
    people_share: Fraction
    per_head: Fraction | None
    ratio: Fraction | None


@dataclass(frozen=True)
class Incidence:
    """Who gained, in the order of the population; `unassigned` reached nobody named."""

    total: Fraction
    groups: tuple[GroupGain, ...]
    unassigned: Fraction

    def gain(self, group: str) -> GroupGain:
        """One group's line."""
        for found in self.groups:
            if found.group == group:
                return found
        raise KeyError(group)


def benefit_incidence(
    costs: Sequence[Amount],
    users: Sequence[Mapping[str, Amount]],
    population: Mapping[str, Amount],
) -> Incidence:
    """Follow each project's money to groups in proportion to its users (Demery 2003).

    `costs[p]` is what project p cost, `users[p]` how many of each group use it (or any
    measure of use), `population` the people of every group. A project without known users is
    counted as unassigned. Raises `EquityError` for an unknown group or a negative number.
    """
    if len(costs) != len(users):
        raise EquityError(f"{len(costs)} costs but users of {len(users)} projects")
    received = {group: Fraction(0) for group in population}
    total, unassigned = Fraction(0), Fraction(0)
    for number, (cost, own) in enumerate(zip(costs, users, strict=True), start=1):
        if cost < 0 or any(count < 0 for count in own.values()):
            raise EquityError(f"project number {number}: cost and users must be at least zero")
        for group in own:
            if group not in received:
                raise EquityError(f"project number {number}: no population for group {group!r}")
        total += cost
        everybody = sum((Fraction(count) for count in own.values()), Fraction(0))
        if everybody == 0:
            unassigned += cost
            continue
        for group, count in own.items():
            received[group] += Fraction(cost) * Fraction(count) / everybody
    return Incidence(total, _gains(received, population, total), unassigned)


def _gains(
    received: Mapping[str, Fraction], population: Mapping[str, Amount], total: Fraction
) -> tuple[GroupGain, ...]:
    people = sum((Fraction(count) for count in population.values()), Fraction(0))
    if people <= 0 or any(count < 0 for count in population.values()):
        raise EquityError("populations must be at least zero and not all zero")
    gains = []
    for group, count in population.items():
        amount, own = received[group], Fraction(count) / people
        share = amount / total if total else Fraction(0)
        gains.append(
            GroupGain(
                group,
                amount,
                Fraction(count),
                share,
                own,
                amount / Fraction(count) if count else None,
                share / own if own and total else None,
            )
        )
    return tuple(gains)


@dataclass(frozen=True)
class Proportionality:
    """How far shares are from deserved ones; all are 0 in exact proportion.

    `moved` (Loosemore and Hanby 1971): the part that would have to change hands. `least_squares`
    (Gallagher 1991). `sainte_lague`: squared deviations over deserved shares, infinite where
    something went to whom nothing is due. `ratios` given / deserved (NaN for 0 / 0).
    """

    moved: float
    least_squares: float
    sainte_lague: float
    ratios: np.ndarray
    most_favoured: int
    least_favoured: int


def proportionality(given: np.ndarray, deserved: np.ndarray) -> Proportionality:
    """Compare amounts given (groups,) with what is deserved, both scaled to shares."""
    g, d = np.asarray(given, dtype=np.float64), np.asarray(deserved, dtype=np.float64)
    if g.shape != d.shape or g.ndim != 1 or g.size == 0:
        raise EquityError("needs one amount given and one deserved for each group")
    if np.any(g < 0) or np.any(d < 0) or not g.sum() > 0 or not d.sum() > 0:
        raise EquityError("amounts must be at least zero and not all zero")
    g, d = g / g.sum(), d / d.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = g / d
        squares = np.where((g == 0) & (d == 0), 0.0, (g - d) ** 2 / d)
    return Proportionality(
        float(np.abs(g - d).sum() / 2),
        float(np.sqrt(((g - d) ** 2).sum() / 2)),
        float(squares.sum()),
        ratios,
        int(np.nanargmax(ratios)),
        int(np.nanargmin(ratios)),
    )
