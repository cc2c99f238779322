"""How sure the groups are: bootstrap, certainty of each membership, a test against chance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from commonhall.methods.opinion.axes import Axes, leading
from commonhall.methods.opinion.grouping import find_groups, k_means, nearest
from commonhall.methods.opinion.mapping import LEAST_VOTES, OpinionMap, adjusted_rand, match_groups
from commonhall.methods.opinion.votes import Floats, Votes

# People the resampled axes are computed from; a larger conversation is sampled evenly.
MOST_PEOPLE = 5_000


@dataclass(frozen=True, eq=False)
class Stability:
    """Groups under resampling.

    certainty: n, share of the replicates that put a person into the same group (NaN without one).
    agreement: adjusted Rand index of each replicate with the map; same_number: share of the
    replicates that would choose the same number of groups by themselves.
    groups: by group id, the mean overlap (Jaccard) with its nearest counterpart; below 0.5 a
    group dissolves, above 0.75 it is stable (Hennig 2007).
    """

    certainty: Floats
    agreement: Floats
    same_number: float
    groups: dict[int, float]
    replicates: int


@dataclass(frozen=True, eq=False)
class ChanceTest:
    """The map against votes shuffled within each statement.

    silhouette, explained: of the map; the arrays hold those of the shuffled votes.
    p_silhouette, p_explained: (1 + shuffles at least as high) / (1 + shuffles).
    """

    silhouette: float
    explained: float
    silhouettes: Floats
    explaineds: Floats
    p_silhouette: float
    p_explained: float


def bootstrap(opinion: OpinionMap, replicates: int = 100, seed: int = 1) -> Stability:
    """Resample people (for axes and groups) and each person's votes (for where they stand).

    Every replicate draws people with replacement, finds axes and groups anew, and then places
    everybody by votes weighted with independent Poisson(1) numbers, as if each vote had been cast
    none, one or several times. Someone with few votes therefore moves more. Reproducible by seed.
    """
    chance = np.random.default_rng(seed)
    votes, count = opinion.votes, len(opinion.group_ids)
    active = np.flatnonzero(opinion.grouped)
    if len(active) > MOST_PEOPLE:
        active = active[:: -(-len(active) // MOST_PEOPLE)]
    if count < 2:
        return Stability(np.full(votes.shape[0], np.nan), np.zeros(0), 0.0, {}, 0)
    part = _Dense(votes.chosen(active))
    before = opinion.labels[active]
    same = np.zeros(len(active))
    agreement, chosen = np.zeros(replicates), 0
    overlaps = np.zeros((replicates, count))
    for number in range(replicates):
        weights = np.bincount(chance.integers(0, len(active), len(active)), minlength=len(active))
        axes = part.axes(weights)
        drawn = weights > 0
        points = part.place(axes, part.ones())
        resampled = np.repeat(points, weights, axis=0)
        free = find_groups(resampled, 2, max(opinion.silhouettes))
        chosen += free is not None and len(free.centres) == count
        starts = np.stack([points[before == at].mean(axis=0) for at in range(count)])
        _, centres = k_means(resampled, starts)
        after = nearest(part.place(axes, part.poisson(chance)), centres)
        ways = match_groups(before, after, count, count)
        now = np.array([-1 if way is None else way for way in ways])[after]
        same += now == before
        settled = np.array([-1 if way is None else way for way in ways])[nearest(points, centres)]
        agreement[number] = adjusted_rand(before[drawn], settled[drawn])
        overlaps[number] = [
            _jaccard(before[drawn] == at, settled[drawn] == at) for at in range(count)
        ]
    certainty = np.full(votes.shape[0], np.nan)
    certainty[active] = same / replicates
    return Stability(
        certainty,
        agreement,
        chosen / replicates,
        dict(zip(opinion.group_ids, overlaps.mean(axis=0).tolist(), strict=True)),
        replicates,
    )


def _jaccard(first: np.ndarray, second: np.ndarray) -> float:
    either = int((first | second).sum())
    return int((first & second).sum()) / either if either else 1.0


class _Dense:
    """A bounded number of people, as a full matrix, for many weighted fits."""

    def __init__(self, votes: Votes) -> None:
        self.votes = votes
        self.mask = np.zeros(votes.shape)
        self.mask[votes.rows, votes.columns] = 1.0
        self.values = np.zeros(votes.shape)
        self.values[votes.rows, votes.columns] = votes.values
        self.shown = ~votes.moderated
        self.values[:, votes.moderated] = 0.0

    def ones(self) -> Floats:
        return self.mask

    def poisson(self, chance: np.random.Generator) -> Floats:
        """Random weights of votes; someone left without any keeps their votes as they are."""
        drawn = self.mask * chance.poisson(1.0, self.mask.shape)
        empty = drawn.sum(axis=1) == 0
        drawn[empty] = self.mask[empty]
        return drawn

    def axes(self, weights: np.ndarray) -> Axes:
        """Axes when person i counts weights[i] times."""
        given = weights @ self.mask
        means = np.where(self.shown, weights @ self.values / np.maximum(given, 1), 0.0)
        centred = (self.values - means) * self.mask * self.shown
        scaled = centred * np.sqrt(weights)[:, None]
        values, vectors = leading(scaled.T @ scaled)
        total = float((scaled**2).sum())
        features = int((given > 0).sum())
        people = max(int(weights.sum()) - 1, 1)
        return Axes(means, vectors, values / people, total / people, features)

    def place(self, axes: Axes, weights: Floats) -> Floats:
        """People by their votes with weights of one a vote; see `place_people`."""
        seen = weights[:, self.shown].sum(axis=1) + int((~self.shown & self.mask.any(axis=0)).sum())
        scale = np.sqrt(axes.features / np.maximum(seen, 1))
        loaded = axes.components * self.shown
        pull = (weights * self.values) @ loaded.T - weights @ (loaded * axes.means).T
        return np.asarray(pull * scale[:, None])


def chance_test(
    opinion: OpinionMap, shuffles: int = 99, seed: int = 1, least_votes: int = LEAST_VOTES
) -> ChanceTest:
    """Could groups as clear as these come from people who do not hold opinions together?

    The votes on each statement are shuffled among those who voted on it: who voted on what, and
    how popular each statement is, stay the same; only what ties opinions together is lost. A
    small p says that there is structure, not how many groups there are.
    """
    chance = np.random.default_rng(seed)
    votes = opinion.votes
    people = np.flatnonzero(votes.votes_each > 0)
    if len(people) > MOST_PEOPLE:
        people = people[:: -(-len(people) // MOST_PEOPLE)]
    part = votes.chosen(people)
    active = part.votes_each >= least_votes
    most = max(opinion.silhouettes, default=2)
    observed = _figures(part, active, most)
    order = np.argsort(part.columns, kind="stable")
    bounds = np.concatenate([[0], np.cumsum(np.bincount(part.columns, minlength=votes.shape[1]))])
    found = np.zeros((shuffles, 2))
    for number in range(shuffles):
        mixed = part.values[order].copy()
        for first, last in pairwise(bounds):
            chance.shuffle(mixed[first:last])
        values = np.empty_like(mixed)
        values[order] = mixed
        found[number] = _figures(replace(part, values=values), active, most)
    beaten = (found >= np.array(observed) - 1e-12).sum(axis=0)
    p = (1 + beaten) / (1 + shuffles)
    return ChanceTest(observed[0], observed[1], found[:, 0], found[:, 1], float(p[0]), float(p[1]))


def _figures(votes: Votes, active: np.ndarray, most: int) -> tuple[float, float]:
    """Best silhouette and share of variance of the two axes."""
    dense = _Dense(votes)
    axes = dense.axes(np.ones(votes.shape[0]))
    groups = find_groups(dense.place(axes, dense.ones())[active], 2, most)
    return (groups.silhouette if groups is not None else 0.0), axes.explained
