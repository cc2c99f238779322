"""What statements tell: who agrees, what stands for a group, what unites and what divides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commonhall.methods.opinion.votes import Bools, Floats, Ints, Votes

# One-sided 90 %, as Polis; scipy.stats.norm.ppf(0.9) without loading scipy.
Z_90 = 1.2815515655446004
NEW_STATEMENT_SCALE = 8.0
META_PRIORITY = 7.0


def proportion_test(successes: Ints, trials: Ints) -> Floats:
    """z of a proportion against one half, one success added (Polis)."""
    share = (successes + 1) / (trials + 1)
    return np.asarray(2 * np.sqrt(trials + 1) * (share - 0.5))


def difference_test(inside: Ints, outside: Ints, trials_in: Ints, trials_out: Ints) -> Floats:
    """z of the difference of two proportions, pooled, one success added to each (Polis)."""
    a, b = inside + 1, outside + 1
    n, m = trials_in + 1, trials_out + 1
    pooled = (a + b) / (n + m)
    spread = np.sqrt(np.maximum(pooled * (1 - pooled) * (1 / n + 1 / m), 0.0))
    gap = a / n - b / m
    z: Floats = np.divide(gap, spread, out=np.zeros_like(gap), where=(pooled != 1) & (spread > 0))
    return z


def smoothed(successes: Ints, trials: Ints) -> Floats:
    """Proportion with one success and one failure added (Laplace)."""
    return np.asarray((successes + 1) / (trials + 2))


@dataclass(frozen=True, eq=False)
class GroupStatistics:
    """Counts and tests by group (k) and statement (m); every array is k × m.

    agrees, disagrees, seen: votes. Direction arrays have a leading axis: 0 agree, 1 disagree.
    """

    agrees: NDArray[np.int64]
    disagrees: NDArray[np.int64]
    seen: NDArray[np.int64]

    @cached_property
    def chances(self) -> Floats:
        """2 × k × m: smoothed share of the group's votes."""
        return np.stack([smoothed(self.agrees, self.seen), smoothed(self.disagrees, self.seen)])

    @cached_property
    def tests(self) -> Floats:
        """2 × k × m: z of that share against one half."""
        return np.stack(
            [proportion_test(self.agrees, self.seen), proportion_test(self.disagrees, self.seen)]
        )

    @cached_property
    def ratios(self) -> Floats:
        """2 × k × m: the group's share over everybody else's (representativeness)."""
        outside = self._outside()
        return np.stack(
            [
                smoothed(given, self.seen) / smoothed(others, outside[2])
                for given, others in ((self.agrees, outside[0]), (self.disagrees, outside[1]))
            ]
        )

    @cached_property
    def differences(self) -> Floats:
        """2 × k × m: z of the difference between the group and everybody else."""
        outside = self._outside()
        return np.stack(
            [
                difference_test(given, others, self.seen, outside[2])
                for given, others in ((self.agrees, outside[0]), (self.disagrees, outside[1]))
            ]
        )

    def _outside(self) -> tuple[Ints, Ints, Ints]:
        return (
            self.agrees.sum(axis=0) - self.agrees,
            self.disagrees.sum(axis=0) - self.disagrees,
            self.seen.sum(axis=0) - self.seen,
        )

    @cached_property
    def consensus(self) -> Floats:
        """2 × m: group-aware consensus, the product over groups of their shares (Polis)."""
        return np.asarray(self.chances.prod(axis=1))


class Representative(NamedTuple):
    """A statement that stands for a group. best: what the group agrees with most tellingly."""

    statement: str
    direction: str
    successes: int
    trials: int
    share: float
    test: float
    ratio: float
    difference: float
    best: bool = False


class Consensus(NamedTuple):
    """A statement that most agree (or disagree) with."""

    statement: str
    direction: str
    successes: int
    trials: int
    share: float
    test: float


class Divisive(NamedTuple):
    """A statement on which groups stand apart: the one most for it, the one least."""

    statement: str
    most: int
    least: int
    share_most: float
    share_least: float
    test: float


def group_statistics(votes: Votes, labels: Ints, groups: int) -> GroupStatistics:
    """Statistics of the people whose label is 0 … groups − 1; others are left out."""
    counts = votes.counts(labels, groups)
    return GroupStatistics(counts[:, 2], counts[:, 0], counts.sum(axis=1))


def representative(
    votes: Votes, statistics: GroupStatistics, group: int, most: int = 5, critical: float = Z_90
) -> tuple[Representative, ...]:
    """Statements that stand for a group, as Polis chooses them.

    First the one the group agrees with most tellingly; then those whose share and difference are
    both significant, by ratio × difference × share × test; agreeing ones are listed first. With
    nothing significant, the one that differs most.
    """
    shown = np.flatnonzero(~votes.moderated & (votes.tally.sum(axis=0) > 0))
    test, difference = statistics.tests[:, group], statistics.differences[:, group]
    significant = np.asarray(((test > critical) & (difference > critical)).any(axis=0))
    direction = (difference[0] <= difference[1]).astype(np.intp)
    best = _best_agreed(statistics, group, shown, critical)
    enough = shown[significant[shown]]
    power = _power(statistics, group, direction)
    ranked = enough[np.argsort(-power[enough], kind="stable")].tolist()
    if best is not None:
        ranked = [best, *(item for item in ranked if item != best)]
    elif not ranked and len(shown):
        ranked = [int(shown[np.argmax(difference[:, shown].max(axis=0))])]
    found = [
        _representative(votes, statistics, group, item, int(direction[item]), item == best)
        for item in ranked[:most]
    ]
    return tuple(sorted(found, key=lambda item: item.direction))


def _power(statistics: GroupStatistics, group: int, direction: Ints) -> Floats:
    every = np.arange(len(direction))
    return np.asarray(
        statistics.ratios[direction, group, every]
        * statistics.differences[direction, group, every]
        * statistics.chances[direction, group, every]
        * statistics.tests[direction, group, every]
    )


def _best_agreed(
    statistics: GroupStatistics, group: int, shown: Ints, critical: float
) -> int | None:
    """The order of statements matters here, as in Polis: each must beat the best before it."""
    ratio, chance = statistics.ratios[0, group], statistics.chances[0, group]
    test, difference = statistics.tests[0, group], statistics.differences[0, group]
    spoken: Bools = np.asarray(statistics.agrees[group] + statistics.disagrees[group] > 0)
    likely = chance * test
    telling = ratio * difference * likely
    acceptable: Bools = np.asarray((test > critical) | ((ratio > 1.0) & (chance > 0.5)))
    best: int | None = None
    for item in shown[spoken[shown]].tolist():
        if best is None:
            better = bool(acceptable[item])
        elif ratio[best] > 1.0:
            better = bool(telling[item] > telling[best])
        else:
            better = bool(likely[item] > likely[best])
        if better:
            best = item
    return best


def _representative(
    votes: Votes, statistics: GroupStatistics, group: int, item: int, side: int, best: bool
) -> Representative:
    given = (statistics.agrees, statistics.disagrees)[side]
    return Representative(
        votes.statements[item],
        ("agree", "disagree")[side],
        int(given[group, item]),
        int(statistics.seen[group, item]),
        float(statistics.chances[side, group, item]),
        float(statistics.tests[side, group, item]),
        float(statistics.ratios[side, group, item]),
        float(statistics.differences[side, group, item]),
        best,
    )


def consensus_statements(
    votes: Votes, most: int = 5, critical: float = Z_90
) -> tuple[Consensus, ...]:
    """Statements with a significant majority among all who voted: agreed ones, then disagreed.

    Ranked by share × test; ties in the order of ids. At most `most` of each direction.
    """
    disagrees, _, agrees = votes.tally
    seen = votes.tally.sum(axis=0)
    found: list[Consensus] = []
    for direction, given in (("agree", agrees), ("disagree", disagrees)):
        share, test = smoothed(given, seen), proportion_test(given, seen)
        chosen = np.flatnonzero((share > 0.5) & (test > critical) & ~votes.moderated & (seen > 0))
        order = chosen[np.argsort(-(share * test)[chosen], kind="stable")][:most]
        found += [
            Consensus(
                votes.statements[item],
                direction,
                int(given[item]),
                int(seen[item]),
                float(share[item]),
                float(test[item]),
            )
            for item in order
        ]
    return tuple(found)


def divisive_statements(
    votes: Votes, statistics: GroupStatistics, most: int = 5, critical: float = Z_90
) -> tuple[Divisive, ...]:
    """Statements on which the agreeing shares of two groups differ most, significantly.

    Ranked by the gap between the group most for it and the one least; ties in order of ids.
    """
    share = statistics.chances[0]
    high, low = share.argmax(axis=0), share.argmin(axis=0)
    every = np.arange(share.shape[1])
    test = difference_test(
        statistics.agrees[high, every],
        statistics.agrees[low, every],
        statistics.seen[high, every],
        statistics.seen[low, every],
    )
    gap = share[high, every] - share[low, every]
    chosen = np.flatnonzero((test > critical) & ~votes.moderated & (high != low))
    order = chosen[np.argsort(-gap[chosen], kind="stable")][:most]
    return tuple(
        Divisive(
            votes.statements[item],
            int(high[item]),
            int(low[item]),
            float(share[high[item], item]),
            float(share[low[item], item]),
            float(test[item]),
        )
        for item in order
    )


def priorities(agrees: Ints, disagrees: Ints, seen: Ints, extremity: Floats, meta: Bools) -> Floats:
    """How worth showing each statement is next (Polis' comment priority), all arrays m long.

    Agreement × engagement × (1 + extremity), up to nine times as much while it has few votes,
    squared. Statements about the conversation have a fixed priority.
    """
    agreed = smoothed(agrees, seen)
    engaged = 1 - smoothed(seen - agrees - disagrees, seen)
    fresh = 1 + NEW_STATEMENT_SCALE * np.exp2(-seen / 5)
    value = agreed * engaged * (1 + extremity) * fresh
    return np.asarray(np.where(meta, META_PRIORITY, value) ** 2)


def next_statement(
    statements: Sequence[str], priority: Floats, open_to_show: Bools, draw: float
) -> tuple[str, float] | None:
    """The statement a draw in [0, 1) falls on, and the chance it had; None when none is open.

    Chances are proportional to priority, among those open to show.
    """
    chosen = np.flatnonzero(open_to_show)
    if not len(chosen):
        return None
    ends = np.cumsum(priority[chosen])
    at = min(int(np.searchsorted(ends, draw * ends[-1], side="right")), len(chosen) - 1)
    return statements[chosen[at]], float(priority[chosen[at]] / ends[-1])
