"""The opinion map: from sparse votes to axes, groups and what statements tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations

import numpy as np

from commonhall.methods.opinion.axes import Axes, find_axes, place_people, place_statements
from commonhall.methods.opinion.grouping import Grouping, Labels, find_groups
from commonhall.methods.opinion.statements import (
    Consensus,
    Divisive,
    GroupStatistics,
    Representative,
    consensus_statements,
    divisive_statements,
    group_statistics,
    next_statement,
    priorities,
    representative,
)
from commonhall.methods.opinion.votes import Bools, Floats, OpinionError, Votes

LEAST_VOTES = 7
MOST_GROUPS = 5
# A new number of groups must be better by this much before an updated map takes it.
HYSTERESIS = 0.02


@dataclass(frozen=True, eq=False)
class OpinionMap:
    """Where people stand, in which group, and why.

    points: n × 2; statement_points: m × 2.
    labels: n, position of the group in `group_ids`, −1 for people with too few votes.
    group_ids: ids that stay the same when the map is updated.
    centres: k × 2. silhouette: of the grouping; silhouettes: by number of groups tried.
    approximate: whether cells of a grid stood for people when the number was chosen.
    """

    votes: Votes
    axes: Axes
    points: Floats
    statement_points: Floats
    labels: Labels
    group_ids: tuple[int, ...]
    centres: Floats
    silhouette: float
    silhouettes: Mapping[int, float]
    approximate: bool

    @property
    def grouped(self) -> Bools:
        """n: who is in a group."""
        return self.labels >= 0

    @property
    def sizes(self) -> dict[int, int]:
        """People in each group."""
        size = np.bincount(self.labels[self.grouped], minlength=len(self.group_ids))
        return {name: int(size[at]) for at, name in enumerate(self.group_ids)}

    @property
    def groups(self) -> dict[str, int]:
        """Participant id to group id, for those in a group."""
        return {
            self.votes.participants[row]: self.group_ids[self.labels[row]]
            for row in np.flatnonzero(self.grouped).tolist()
        }

    @cached_property
    def statistics(self) -> GroupStatistics:
        """Counts and tests by group and statement, over people in a group."""
        return group_statistics(self.votes, self.labels, max(len(self.group_ids), 1))

    @cached_property
    def representatives(self) -> dict[int, tuple[Representative, ...]]:
        """By group id: the statements that stand for it."""
        return {
            name: representative(self.votes, self.statistics, at)
            for at, name in enumerate(self.group_ids)
        }

    @cached_property
    def consensus(self) -> tuple[Consensus, ...]:
        """What a significant majority of all voters agrees or disagrees with."""
        return consensus_statements(self.votes)

    @cached_property
    def divisive(self) -> tuple[Divisive, ...]:
        """Where the groups stand farthest apart (group ids, not positions)."""
        return tuple(
            item._replace(most=self.group_ids[item.most], least=self.group_ids[item.least])
            for item in divisive_statements(self.votes, self.statistics)
        )

    @cached_property
    def priorities(self) -> Floats:
        """m: how worth showing each statement is next."""
        extremity = np.linalg.norm(self.statement_points, axis=1)
        counted = self.statistics
        return priorities(
            counted.agrees.sum(axis=0),
            counted.disagrees.sum(axis=0),
            counted.seen.sum(axis=0),
            extremity,
            self.votes.meta,
        )

    def next_for(self, participant: str | None, draw: float) -> tuple[str, float] | None:
        """Statement to show next to this participant (None: a newcomer), and its chance.

        draw: a number in [0, 1), for example from a published seed. Never a moderated statement
        nor one they voted on; None when nothing is left.
        """
        left = ~self.votes.moderated
        if participant is not None and participant in self.votes.participants:
            seen, _ = self.votes.of(self.votes.participants.index(participant))
            left = left.copy()
            left[seen] = False
        return next_statement(self.votes.statements, self.priorities, left, draw)


def map_opinions(
    votes: Votes,
    *,
    least_votes: int = LEAST_VOTES,
    most_groups: int = MOST_GROUPS,
    previous: OpinionMap | None = None,
    axes: Axes | None = None,
) -> OpinionMap:
    """Map everybody, and group those with at least `least_votes` votes into 2 … most_groups.

    previous: an earlier map of the same conversation. Axes then keep its directions, groups start
    from its centres and keep its ids, and the number of groups changes only when another number
    is better by 0.02 of silhouette.
    axes: axes already known (they are found otherwise).
    """
    if most_groups < 2:
        raise OpinionError("most_groups must be 2 or more")
    found = axes if axes is not None else find_axes(votes)
    if previous is not None:
        found = aligned(found, votes, previous)
    points = place_people(votes, found)
    active = np.flatnonzero(votes.votes_each >= least_votes)
    starts = None if previous is None else _carried_centres(previous, votes, points)
    grouping = None
    if len(active):
        grouping = find_groups(points[active], 2, most_groups, starts)
    if grouping is not None and previous is not None:
        grouping = _steady(grouping, points[active], previous, starts)
    labels = np.full(votes.shape[0], -1, dtype=np.intp)
    if grouping is None:
        return OpinionMap(
            votes,
            found,
            points,
            place_statements(votes, found),
            labels,
            (),
            np.zeros((0, 2)),
            0.0,
            {},
            False,
        )
    labels[active] = grouping.labels
    ids = tuple(range(len(grouping.centres)))
    if previous is not None:
        ids = _kept_ids(previous, votes, labels, len(ids))
    return OpinionMap(
        votes,
        found,
        points,
        place_statements(votes, found),
        labels,
        ids,
        grouping.centres,
        grouping.silhouette,
        grouping.silhouettes,
        grouping.approximate,
    )


def _steady(
    grouping: Grouping, points: Floats, previous: OpinionMap, starts: Floats | None
) -> Grouping:
    """Keep the number of groups unless the best one is clearly better."""
    before = len(previous.group_ids)
    if len(grouping.centres) == before or before not in grouping.silhouettes:
        return grouping
    if grouping.silhouette - grouping.silhouettes[before] > HYSTERESIS:
        return grouping
    again = find_groups(points, before, before, starts)
    if again is None:
        return grouping
    return Grouping(
        again.labels, again.centres, again.silhouette, grouping.silhouettes, again.approximate
    )


def aligned(axes: Axes, votes: Votes, previous: OpinionMap) -> Axes:
    """The same plane, turned or mirrored so that it lies as close as can be to the earlier axes.

    An orthogonal 2 × 2 matrix, from the statements both know (orthogonal Procrustes, Schönemann
    1966): the map as a whole is turned, distances between people do not change.
    """
    where = {name: at for at, name in enumerate(previous.votes.statements)}
    pairs = [(at, where[name]) for at, name in enumerate(votes.statements) if name in where]
    if not pairs:
        return axes
    here, there = np.array(pairs).T
    left, _, right = np.linalg.svd(previous.axes.components[:, there] @ axes.components[:, here].T)
    turn = left @ right
    return Axes(
        axes.means, turn @ axes.components, turn**2 @ axes.variances, axes.total, axes.features
    )


def _carried_centres(previous: OpinionMap, votes: Votes, points: Floats) -> Floats | None:
    """Where the members of the earlier groups stand now, on average."""
    if not previous.group_ids:
        return None
    labels = _labels_of_before(previous, votes)
    known = labels >= 0
    count = len(previous.group_ids)
    size = np.bincount(labels[known], minlength=count)
    if (size == 0).any():
        return previous.centres
    sums = [np.bincount(labels[known], points[known, axis], count) / size for axis in (0, 1)]
    return np.stack(sums, axis=1)


def _labels_of_before(previous: OpinionMap, votes: Votes) -> Labels:
    before = {
        name: int(label)
        for name, label in zip(previous.votes.participants, previous.labels, strict=True)
    }
    return np.array([before.get(name, -1) for name in votes.participants], dtype=np.intp)


def _kept_ids(previous: OpinionMap, votes: Votes, labels: Labels, count: int) -> tuple[int, ...]:
    """Ids of earlier groups for those that share most members; new ids for the rest."""
    before = _labels_of_before(previous, votes)
    matched = match_groups(before, labels, len(previous.group_ids), count)
    fresh = max(previous.group_ids, default=-1) + 1
    ids: list[int] = []
    for old in matched:
        if old is None:
            ids.append(fresh)
            fresh += 1
        else:
            ids.append(previous.group_ids[old])
    return tuple(ids)


def match_groups(before: Labels, after: Labels, old: int, new: int) -> list[int | None]:
    """For each new group the old one, so that most people stay; None for those left over."""
    both = (before >= 0) & (after >= 0)
    shared = np.bincount(after[both] * old + before[both], minlength=new * old).reshape(new, old)
    size = max(old, new)
    padded = np.zeros((size, size), dtype=np.int64)
    padded[:new, :old] = shared
    if size <= 6:
        best = max(permutations(range(size)), key=lambda way: padded[np.arange(size), way].sum())
    else:
        from scipy.optimize import linear_sum_assignment

        best = linear_sum_assignment(-padded)[1]
    return [
        int(best[at]) if best[at] < old and padded[at, best[at]] > 0 else None for at in range(new)
    ]


def adjusted_rand(first: Labels, second: Labels) -> float:
    """Agreement of two groupings of the same people: 1 equal, about 0 by chance.

    Source: Hubert and Arabie (1985).
    """
    _, a = np.unique(first, return_inverse=True)
    _, b = np.unique(second, return_inverse=True)
    table = np.zeros((a.max(initial=0) + 1, b.max(initial=0) + 1))
    np.add.at(table, (a, b), 1)

    def pairs(counts: Floats) -> float:
        return float((counts * (counts - 1)).sum() / 2)

    together, left, right = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    everyone = pairs(np.array([float(len(a))]))
    expected = left * right / everyone if everyone else 0.0
    largest = (left + right) / 2
    return 1.0 if largest == expected else (together - expected) / (largest - expected)
