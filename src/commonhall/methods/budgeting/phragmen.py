"""Phragmén's sequential method, decided in exact arithmetic.

Voters earn money at the same speed; a project is bought at the moment its supporters together
hold its cost. A voter's load is the moment up to which their earnings are spent. Double
precision with an error bound leaves out what is surely later; fractions decide the rest.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from fractions import Fraction
from math import inf

import numpy as np

from commonhall.methods.budgeting.election import Election, Floats, Integers
from commonhall.methods.budgeting.outcome import Outcome, Selection

EPSILON = float(np.finfo(np.float64).eps)


class Loads:
    """Exact loads: classes that share a load share a holding."""

    def __init__(
        self,
        election: Election,
        holding: Integers | None = None,
        loads: Sequence[Fraction] = (Fraction(0),),
    ) -> None:
        self.election = election
        none = np.zeros(len(election.weights), dtype=np.int64)
        self.holding: Integers = none if holding is None else holding.copy()
        self.loads = list(loads)
        rounded = np.array([float(load) for load in self.loads])
        self.rounded: Floats = rounded[self.holding]

    def bounds(self, project: int) -> tuple[float, float] | None:
        """An interval that holds the exact moment; None when there are no supporters."""
        classes, _, weights, _, _ = self.election.columns[project]
        if not len(classes):
            return None
        spent = weights * self.rounded[classes]
        cost = float(self.election.costs[project])
        voters = float(weights.sum())
        wrong = (len(classes) + 16) * EPSILON * (cost + float(np.abs(spent).sum()))
        total = cost + float(spent.sum())
        return (total - wrong) / voters, (total + wrong) / voters

    def moment(self, project: int) -> Fraction | None:
        """When the supporters can pay; None when there are none."""
        election = self.election
        classes = election.members[election.supporters(project)]
        weights = np.zeros(len(self.loads), dtype=np.int64)
        np.add.at(weights, self.holding[classes], election.weights[classes])
        total = int(weights.sum())
        if not total:
            return None
        spent = sum(
            (self.loads[place] * int(weights[place]) for place in np.flatnonzero(weights)),
            Fraction(0),
        )
        return (election.costs[project] + spent) / total

    def settle(self, project: int, moment: Fraction) -> None:
        """The supporters have spent all they earned until `moment`."""
        classes = self.election.members[self.election.supporters(project)]
        self.holding[classes] = len(self.loads)
        self.loads.append(moment)
        self.rounded[classes] = float(moment)


def phragmen(election: Election) -> Outcome:
    """Sequential Phragmén; it ends when a project whose turn it is exceeds the budget.

    A project that alone costs more than the budget takes no part, as the definition supposes.
    """
    selection = Selection(election)
    selection.open = {project for project in selection.open if selection.fits(project)}
    selection.take_free()
    run_phragmen(selection, Loads(election), stop_at_first=True)
    return selection.outcome("phragmen")


def run_phragmen(selection: Selection, loads: Loads, *, stop_at_first: bool) -> None:
    """Buy in the order of time.

    When a project due exceeds the budget the rule ends if `stop_at_first` (a tie counts as a
    whole: it ends if any of the tied does); otherwise that project is passed over.
    """
    # Moments only grow, so an earlier one is a lower bound and most need no new look.
    queue: list[tuple[float, int]] = []
    for project in selection.open:
        bounds = loads.bounds(project)
        if bounds is not None:
            queue.append((bounds[0], project))
    heapq.heapify(queue)
    while queue:
        due = _due(selection, loads, queue)
        if not due:
            return
        moment, early, tied = due
        misfits = [project for project in tied if not selection.fits(project)]
        if misfits and stop_at_first:
            return
        selection.open.difference_update(misfits)
        rest = [project for project in tied if project not in misfits]
        for project in rest:
            heapq.heappush(queue, (early, project))
        if rest:
            selection.buy(rest[0], "phragmen", moment, rest)
            loads.settle(rest[0], moment)


def _due(
    selection: Selection, loads: Loads, queue: list[tuple[float, int]]
) -> tuple[Fraction, float, list[int]] | None:
    """The next moment, a lower bound of it, and the projects due then, taken off the queue."""
    latest = inf
    found: dict[int, float] = {}
    while queue and queue[0][0] <= latest:
        _, project = heapq.heappop(queue)
        if project not in selection.open:
            continue
        bounds = loads.bounds(project)
        if bounds is not None:
            found[project] = bounds[0]
            latest = min(latest, bounds[1])
    moments = {}
    for project, early in found.items():
        moment = loads.moment(project) if early <= latest else None
        if moment is not None:
            moments[project] = moment
        else:
            heapq.heappush(queue, (early, project))
    if not moments:
        return None
    now = min(moments.values())
    tied = sorted(project for project, moment in moments.items() if moment == now)
    for project in moments.keys() - set(tied):
        heapq.heappush(queue, (found[project], project))
    return now, min(found[project] for project in tied), tied
