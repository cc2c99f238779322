"""The affordable set of projects with the highest sum of votes, found exactly.

An integer program on HiGHS. The solver computes in double precision with tolerances, so every
set it proposes is checked in exact arithmetic; one that costs too much is forbidden and the
search goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import Any

import numpy as np

from commonhall.methods.budgeting.election import Election, ElectionError
from commonhall.methods.budgeting.outcome import Outcome, Selection

#: What is summed: voters; voters times cost (money that supporters see spent); points.
WORTHS = ("votes", "satisfaction", "points")
# Every HiGHS object of a process must name the same number of threads.
THREADS = 1
#: Sums of worths above this may not be told apart in double precision.
LARGEST = 2**50

Row = tuple[dict[int, int], int]


def knapsack(election: Election, worth: str = "votes") -> Outcome:
    """The best affordable set; of several, the one whose first ids in text order come first.

    A round's key is the project's worth. Projects nobody supports are left out. `ElectionError` for an unknown worth, or one too large to be exact.
    """
    if worth not in WORTHS:
        raise ElectionError(f"worth {worth!r} is not one of {WORTHS}")
    selection = Selection(election)
    selection.take_free()
    values = [_worth(election, project, worth) for project in range(len(election.projects))]
    items = sorted(
        project for project in selection.open if values[project] and selection.fits(project)
    )
    for project in _best_set(election, items, values, election.budget - selection.spent):
        if project not in selection.open:
            raise AssertionError("the solver chose two projects that exclude each other")
        selection.buy(project, "knapsack", values[project])
    return selection.outcome("knapsack" if worth == "votes" else f"knapsack-{worth}")


def _worth(election: Election, project: int, worth: str) -> Fraction:
    if worth == "points":
        return Fraction(election.points(project))
    votes = Fraction(election.votes(project))
    return votes * election.costs[project] if worth == "satisfaction" else votes


def _best_set(
    election: Election, items: Sequence[int], values: Sequence[Fraction], rest: Fraction
) -> list[int]:
    if not items:
        return []
    scale = lcm(*(values[project].denominator for project in items))
    gains = [int(values[project] * scale) for project in items]
    if sum(gains) >= LARGEST:
        raise ElectionError("the worths are too large to be told apart by the solver")
    program = _Program(gains, _rows(election, items, rest))
    best = program.solve({})
    value = sum(gains[place] for place in best)
    # Fix one project after the other: in, if some best set has it with those fixed before.
    fixed: dict[int, int] = {}
    for place in range(len(items)):
        if place not in best:
            other = program.solve({**fixed, place: 1})
            if sum(gains[found] for found in other) == value:
                best = other
        fixed[place] = int(place in best)
    return [items[place] for place in sorted(best)]


def _rows(election: Election, items: Sequence[int], rest: Fraction) -> list[Row]:
    """Integer rows Σ coefficient · x ≤ bound: the budget, limits, and rivals in pairs."""
    rows = [_money(election, items, set(items), rest)]
    rows += [_money(election, items, set(group), most) for group, most in election.limits]
    place = {project: position for position, project in enumerate(items)}
    for project in items:
        for rival in election.rivals[project]:
            if rival in place and project < rival:
                rows.append(({place[project]: 1, place[rival]: 1}, 1))
    return [row for row in rows if row[0]]


def _money(election: Election, items: Sequence[int], group: set[int], most: Fraction) -> Row:
    costs = {
        place: election.costs[project] for place, project in enumerate(items) if project in group
    }
    if not costs:
        return {}, 0
    scale = lcm(*(cost.denominator for cost in costs.values()))
    whole = {place: int(cost * scale) for place, cost in costs.items()}
    shared = gcd(*whole.values())
    return {place: cost // shared for place, cost in whole.items()}, int(most * scale / shared // 1)


class _Program:
    """maximise gains · x over 0–1 x under integer rows."""

    def __init__(self, gains: Sequence[int], rows: list[Row]) -> None:
        self.gains = gains
        self.rows = rows

    def solve(self, fixed: dict[int, int]) -> set[int]:
        """A best set with some items fixed; empty when there is none."""
        while True:
            found = self._run(fixed)
            if all(
                sum(cost for place, cost in row.items() if place in found) <= most
                for row, most in self.rows
            ):
                return found
            # Within the solver's tolerance but not affordable: forbid the set and all above it.
            self.rows.append((dict.fromkeys(found, 1), len(found) - 1))

    def _run(self, fixed: dict[int, int]) -> set[int]:
        import highspy

        # The base class: the public one prints a banner on standard output when it is made.
        highs: Any = highspy._core._Highs()
        for name, value in (
            ("output_flag", False),
            ("threads", THREADS),
            ("parallel", "off"),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 0.5),
            ("mip_feasibility_tolerance", 1e-9),
        ):
            highs.setOptionValue(name, value)
        highs.passModel(self._model(highspy, fixed))
        highs.run()
        if highs.getModelStatus() == highspy.HighsModelStatus.kNotset:
            # Somebody in this process solved with another number of threads.
            highs.resetGlobalScheduler(True)
            highs.run()
        status = highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return set()
        if status != highspy.HighsModelStatus.kOptimal:
            raise ElectionError(f"the solver stopped: {highs.modelStatusToString(status)}")
        solution = np.array(highs.getSolution().col_value)
        return set(np.flatnonzero(solution > 0.5).tolist())

    def _model(self, highspy: Any, fixed: dict[int, int]) -> Any:
        model = highspy.HighsLp()
        count = len(self.gains)
        model.num_col_, model.num_row_ = count, len(self.rows)
        model.col_cost_ = -np.array(self.gains, dtype=np.float64)
        model.col_lower_ = np.array(
            [fixed.get(place, 0) for place in range(count)], dtype=np.float64
        )
        model.col_upper_ = np.array(
            [fixed.get(place, 1) for place in range(count)], dtype=np.float64
        )
        model.row_lower_ = np.full(len(self.rows), -np.inf)
        model.row_upper_ = np.array([most for _, most in self.rows], dtype=np.float64)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0, *(len(row) for row, _ in self.rows)])
        model.a_matrix_.index_ = np.array([place for row, _ in self.rows for place in row])
        model.a_matrix_.value_ = np.array(
            [cost for row, _ in self.rows for cost in row.values()], dtype=np.float64
        )
        model.integrality_ = [highspy.HighsVarType.kInteger] * count
        return model
