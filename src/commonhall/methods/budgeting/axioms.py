"""Is an outcome fair to groups? EJR+ up to one, priceability, the core."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from commonhall.methods.budgeting.election import Election, ElectionError
from commonhall.methods.budgeting.equal_shares import scored_election

#: Brute force over sets of projects stops here.
CORE_PROJECTS = 18
TOLERANCE = 1e-7


@dataclass(frozen=True)
class Violation:
    """A group that could have had more: `voters` of them, the `projects` they would pay with
    their part of the budget, and the highest `satisfaction` any of them has now."""

    projects: tuple[str, ...]
    voters: int
    satisfaction: Fraction


def _satisfactions(election: Election, satisfaction: str) -> tuple[Election, list[Fraction]]:
    seen, by_cost = scored_election(election, satisfaction)
    return seen, [cost if by_cost else Fraction(1) for cost in seen.costs]


def _positions(election: Election, winners: Iterable[str]) -> list[int]:
    unknown = [name for name in winners if name not in election.index]
    if unknown:
        raise ElectionError(f"there is no project {unknown[0]!r}")
    return sorted(election.index[name] for name in winners)


def ejr_plus_violations(
    election: Election, winners: Iterable[str], satisfaction: str = "cost"
) -> list[Violation]:
    """Where EJR+ up to one project fails (Brill & Peters: EC 2023); empty when it holds.

    For every project p that lost and every group of its supporters, some member must be better
    off, with p added, than the group's part of the budget would make them if all of it bought
    projects as good for its cost as p: u(W) + u(p) > u(p) / cost(p) · budget · group / voters.
    Satisfaction is `cost` or `cardinality`; scores are taken as support. At most one violation
    a project, the largest group. Polynomial and exact. Equal Shares never violates it.
    """
    if satisfaction not in ("cost", "cardinality"):
        raise ElectionError("EJR+ is defined here for satisfaction 'cost' and 'cardinality'")
    winners = list(winners)
    seen, worth = _satisfactions(election, satisfaction)
    if not election.voters:
        return []
    won = set(_positions(election, winners))
    scale, happy = _happiness(seen, won, worth)
    found = []
    for project, cost in enumerate(seen.costs):
        classes = seen.members[seen.supporters(project)]
        if project in won or not cost or not len(classes):
            continue
        rate = worth[project] / cost * election.budget / election.voters
        levels = [happy[number] for number in classes.tolist()]
        group, worst = 0, None
        weights = seen.weights[classes].tolist()
        for level, weight in sorted(zip(levels, weights, strict=True)):
            group += weight
            if Fraction(level, scale) + worth[project] <= rate * group:
                worst = Violation((seen.projects[project].id,), group, Fraction(level, scale))
        if worst is not None:
            found.append(worst)
    return found


def _happiness(
    election: Election, won: Iterable[int], worth: list[Fraction]
) -> tuple[int, list[int]]:
    """Each class's satisfaction as integers over one scale."""
    won = list(won)
    scale = 1
    for project in won:
        scale = scale * worth[project].denominator
    total = [0] * len(election.weights)
    for project in won:
        part = election.supporters(project)
        unit = int(worth[project] * scale)
        pairs = zip(election.members[part].tolist(), election.scores[part].tolist(), strict=True)
        for number, score in pairs:
            total[number] += unit * score
    return scale, total


def core_violation(
    election: Election, winners: Iterable[str], satisfaction: str = "cost"
) -> Violation | None:
    """A group that could afford, with its part of the budget, projects all of it prefers.

    Brute force over all sets of projects: `ElectionError` above 18. The violation with the
    fewest projects, then the first ids; None: the outcome is in the core. Exact.
    """
    winners = list(winners)
    seen, worth = _satisfactions(election, satisfaction)
    count = len(seen.projects)
    if count > CORE_PROJECTS:
        raise ElectionError(f"{count} projects are too many for brute force ({CORE_PROJECTS})")
    scale, now = _happiness(seen, _positions(election, winners), worth)
    utilities = np.zeros((len(seen.weights), count), dtype=object)
    for project in range(count):
        part = seen.supporters(project)
        unit = worth[project] * scale
        utilities[seen.members[part], project] = [unit * int(s) for s in seen.scores[part]]
    current = np.array(now, dtype=object)
    sets = sorted(range(1, 2**count), key=lambda code: (code.bit_count(), _ids(code, count)))
    for code in sets:
        places = [place for place in range(count) if code >> place & 1]
        cost = sum((seen.costs[place] for place in places), Fraction(0))
        better = (utilities[:, places].sum(axis=1) > current).astype(bool)
        voters = int(seen.weights[better].sum())
        if voters and voters * election.budget >= cost * election.voters:
            names = tuple(seen.projects[place].id for place in places)
            return Violation(names, voters, Fraction(max(current[better]), scale))
    return None


def _ids(code: int, count: int) -> list[int]:
    return [place for place in range(count) if code >> place & 1]


@dataclass(frozen=True)
class PriceSystem:
    """Payments that support an outcome: everybody may spend `endowment`; `paid[project][class]`
    is what each voter of a class pays. Double precision."""

    endowment: float
    paid: dict[str, dict[int, float]]


def price_system(
    election: Election, winners: Iterable[str], endowment: Fraction | None = None
) -> PriceSystem | None:
    """A price system (Peters & Skowron: EC 2020), or None when the outcome is not priceable.

    Everybody has the same money, at least budget / voters unless `endowment` sets it; only
    supporters pay, winners are paid exactly, and the supporters of a loser together keep no
    more than its cost. A linear program, within 1e-7 of the budget.
    """
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    won = _positions(election, winners)
    if not election.voters:
        return None if any(election.costs[place] for place in won) else PriceSystem(0.0, {})
    unit = float(max(election.budget, Fraction(1)))
    matrix = _price_rows(election, won, unit)
    share = float(election.budget / election.voters) / unit
    low, high = (share, None) if endowment is None else (float(endowment) / unit,) * 2
    count = matrix.variables
    if matrix.impossible:
        return None
    result = linprog(
        np.eye(1, count).ravel(),
        A_ub=coo_array(matrix.upper, shape=(len(matrix.upper_bounds), count)).tocsr(),
        b_ub=matrix.upper_bounds,
        A_eq=coo_array(matrix.equal, shape=(len(matrix.equal_values), count)).tocsr()
        if matrix.equal_values
        else None,
        b_eq=matrix.equal_values or None,
        bounds=[(low, high), *[(0, None)] * (count - 1)],
        method="highs",
    )
    if result.status != 0:
        return None
    paid: dict[str, dict[int, float]] = {election.projects[place].id: {} for place in won}
    for column, (place, number) in enumerate(matrix.payers, start=1):
        paid[election.projects[place].id][number] = float(result.x[column]) * unit
    return PriceSystem(float(result.x[0]) * unit, paid)


def is_priceable(election: Election, winners: Iterable[str]) -> bool:
    """Whether `price_system` finds one."""
    return price_system(election, winners) is not None


@dataclass
class _PriceRows:
    payers: list[tuple[int, int]]
    upper: Any
    upper_bounds: list[float]
    equal: Any
    equal_values: list[float]
    impossible: bool

    @property
    def variables(self) -> int:
        return 1 + len(self.payers)


def _price_rows(election: Election, won: list[int], unit: float) -> _PriceRows:
    """Variable 0 is the endowment; then one payment for each winner and supporting class."""
    payers = [
        (place, number)
        for place in won
        for number in election.members[election.supporters(place)].tolist()
        if election.costs[place]
    ]
    classes = np.array([number for _, number in payers], dtype=np.int64)
    weights = election.weights.astype(np.float64)
    columns = np.arange(1, len(payers) + 1)
    count = len(weights)
    # Nobody pays more than the endowment.
    rows: list[npt.NDArray[np.int64]] = [classes, np.arange(count)]
    places = [columns, np.zeros(count, dtype=np.int64)]
    values = [np.ones(len(payers)), -np.ones(count)]
    bounds = [TOLERANCE / max(election.voters, 1)] * count
    by_class: list[list[int]] = [[] for _ in range(count)]
    for column, number in zip(columns.tolist(), classes.tolist(), strict=True):
        by_class[number].append(column)
    losers = [place for place in range(len(election.projects)) if place not in set(won)]
    for place in losers:  # what its supporters keep is no more than its cost
        row = len(bounds)
        members = election.members[election.supporters(place)].tolist()
        spent = [(c, -weights[number]) for number in members for c in by_class[number]]
        spent.append((0, float(sum(weights[number] for number in members))))
        rows.append(np.full(len(spent), row))
        places.append(np.array([c for c, _ in spent], dtype=np.int64))
        values.append(np.array([value for _, value in spent]))
        bounds.append(float(election.costs[place]) / unit + TOLERANCE)
    order = {place: row for row, place in enumerate(p for p in won if election.costs[p])}
    equal_rows = np.array([order[place] for place, _ in payers], dtype=np.int64)
    impossible = any(not election.votes(place) for place in order)
    upper = (np.concatenate(values), (np.concatenate(rows), np.concatenate(places)))
    equal = (weights[classes], (equal_rows, columns))
    return _PriceRows(
        payers, upper, bounds, equal, [float(election.costs[p]) / unit for p in order], impossible
    )
