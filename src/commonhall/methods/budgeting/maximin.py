"""The maximin support rule (Aziz, Lee, Talmon: AAMAS 2018, "generalised sequential Phragmén";
for committees Sánchez-Fernández et al. 2021).

As sequential Phragmén, but what each supporter pays may be shared out anew with every project:
the next project is the one with which the most loaded voter carries least. All of it is exact.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt

from commonhall.methods.budgeting.election import Election
from commonhall.methods.budgeting.outcome import Outcome, Selection

Booleans = npt.NDArray[np.bool_]
#: Integers of NumPy, or of Python where 64 bits could be too few.
Amounts = npt.NDArray[Any]
SAFE = 2**62


def maximin_support(election: Election) -> Outcome:
    """Projects in the order of the load they cause; what no longer fits is passed over.

    A round's key is the load of the most loaded voter, in money. Projects nobody supports never
    win.
    """
    selection = Selection(election)
    selection.take_free()
    tight: frozenset[int] = frozenset()
    # Loads only grow with the winners, so an earlier one is a lower bound; so is the load of any
    # group of winners together with the project, and it is mostly tight.
    queue = [
        (election.costs[project] / votes, project)
        for project in selection.open
        if (votes := election.votes(project))
    ]
    heapq.heapify(queue)
    while queue:
        best: Fraction | None = None
        level: dict[int, frozenset[int]] = {}
        looked: list[tuple[Fraction, int]] = []
        groups = [_Group(election, found) for found in (tight, selection.won) if found]
        raised: set[int] = set()
        while queue and (best is None or queue[0][0] <= best):
            bound, project = heapq.heappop(queue)
            if project not in selection.open or not selection.fits(project):
                continue
            if project not in raised:
                raised.add(project)
                bound = max([bound, *(group.load_with(project) for group in groups)])
                heapq.heappush(queue, (bound, project))
                continue
            load, heaviest = highest_load(election, [*selection.won, project], [tight, {project}])
            looked.append((load, project))
            if best is None or load < best:
                best, level = load, {}
            if load == best:
                level[project] = heaviest
        if best is None:
            break
        winner = min(level)
        selection.buy(winner, "maximin support", best, level)
        tight = level[winner]
        for load, project in looked:
            if project != winner:
                heapq.heappush(queue, (load, project))
    return selection.outcome("maximin")


class _Group:
    """Projects bought together: what they cost, and who supports any of them."""

    def __init__(self, election: Election, projects: Iterable[int]) -> None:
        self.election = election
        self.covered = np.zeros(len(election.weights), dtype=bool)
        for project in projects:
            self.covered[election.members[election.supporters(project)]] = True
        self.cost = sum((election.costs[project] for project in projects), Fraction(0))
        self.voters = int(election.weights[self.covered].sum())

    def load_with(self, project: int) -> Fraction:
        """What each supporter carries when this group and `project` are shared out evenly among
        all: the most loaded voter carries no less, however they are shared out.
        """
        classes = self.election.members[self.election.supporters(project)]
        others = int(self.election.weights[classes[~self.covered[classes]]].sum())
        return (self.cost + self.election.costs[project]) / (self.voters + others)


def highest_load(
    election: Election, projects: Sequence[int], guesses: Sequence[frozenset[int] | set[int]] = ()
) -> tuple[Fraction, frozenset[int]]:
    """The least possible load of the most loaded voter when `projects` are paid for.

    It is the highest ratio of cost to supporters over groups of the projects; such a group is
    returned beside it. `guesses` are groups that may be near it. Dinkelbach's method: from a
    group's ratio, a maximum flow either shows that everybody can pay at that load, or finds a
    group with a higher ratio.
    """
    paid = [project for project in projects if election.costs[project]]
    if not paid:
        return Fraction(0), frozenset()
    scale = lcm(*(election.costs[project].denominator for project in paid))
    costs = [int(election.costs[project] * scale) for project in paid]
    adjacent, weights = _kinds(election, paid)
    groups = [np.array([p in guess or p == paid[-1] for p in paid]) for guess in guesses]
    groups.append(np.ones(len(paid), dtype=bool))
    ratio, group = max(
        ((_ratio(costs, adjacent, weights, found), found) for found in groups),
        key=lambda pair: pair[0],
    )
    while True:
        better = _heavier(costs, adjacent, weights, ratio)
        if better is None:
            return ratio / scale, frozenset(
                p for p, inside in zip(paid, group, strict=True) if inside
            )
        group = better
        ratio = _ratio(costs, adjacent, weights, group)


def _kinds(election: Election, projects: Sequence[int]) -> tuple[Booleans, list[int]]:
    """Voters by which of `projects` they support: projects × kinds, and the voters of a kind."""
    supports = np.zeros((len(election.weights), len(projects)), dtype=bool)
    for column, project in enumerate(projects):
        supports[election.members[election.supporters(project)], column] = True
    used = supports.any(axis=1)
    packed = np.packbits(supports[used], axis=1)
    view = np.ascontiguousarray(packed).view(f"V{packed.shape[1]}").ravel()
    _, first, back = np.unique(view, return_index=True, return_inverse=True)
    weights = np.zeros(len(first), dtype=np.int64)
    np.add.at(weights, back, election.weights[used])
    return np.ascontiguousarray(supports[used][first].T), weights.tolist()


def _ratio(costs: list[int], adjacent: Booleans, weights: list[int], group: Booleans) -> Fraction:
    reached = np.flatnonzero(adjacent[group].any(axis=0)).tolist()
    cost = sum(costs[place] for place in np.flatnonzero(group).tolist())
    return Fraction(cost, sum(weights[kind] for kind in reached))


def _heavier(
    costs: list[int], adjacent: Booleans, weights: list[int], load: Fraction
) -> Booleans | None:
    """A group whose ratio is above `load`, or None when all can be paid at `load`.

    The projects' costs flow to their supporters. In every pass each project that still owes
    gives to nearer ones (those whose supporters it may use), the farthest first, so distances
    grow until nothing that owes reaches a supporter with money left.
    """
    b, a = load.denominator, load.numerator
    safe = sum(costs) * b < SAFE and sum(weights) * a < SAFE
    kind: Any = np.int64 if safe else object
    owed = np.array([cost * b for cost in costs], dtype=kind)
    free = np.array([weight * a for weight in weights], dtype=kind)
    paid = np.zeros(adjacent.shape, dtype=kind)
    while owed.any():
        distance = _distances(adjacent, paid, free)
        if not any(owed[place] and distance[place] < len(costs) for place in range(len(costs))):
            return distance >= len(costs)
        for place in sorted(range(len(costs)), key=lambda found: -distance[found]):
            if not owed[place] or distance[place] >= len(costs):
                continue
            if distance[place] == 0:
                _give(place, adjacent, owed, paid[place], free)
                continue
            for other in np.flatnonzero(distance == distance[place] - 1).tolist():
                owed[other] += _give(place, adjacent, owed, paid[place], paid[other])
                if not owed[place]:
                    break
    return None


def _give(place: int, adjacent: Booleans, owed: Amounts, paid: Amounts, room: Amounts) -> Any:
    """Move what `place` owes into `room`, in the columns of its supporters, as far as it goes;
    how much it was.
    """
    columns = np.flatnonzero(adjacent[place] & (room != 0))
    if not len(columns):
        return 0
    total = np.cumsum(room[columns])
    moved = np.minimum(total, owed[place])
    moved[1:] = moved[1:] - moved[:-1].copy()
    paid[columns] += moved
    room[columns] -= moved
    given = moved.sum()
    owed[place] -= given
    return given


def _distances(adjacent: Booleans, paid: Amounts, free: Amounts) -> npt.NDArray[np.int64]:
    """Steps from each project to a supporter with money left; the number of projects if none."""
    count = len(adjacent)
    distance = np.full(count, count, dtype=np.int64)
    near = adjacent[:, free != 0].any(axis=1)
    distance[near] = 0
    uses = paid != 0
    step = 0
    while near.any() and step < count:
        step += 1
        kinds = uses[near].any(axis=0)
        near = adjacent[:, kinds].any(axis=1) & (distance == count)
        distance[near] = step
    return distance
