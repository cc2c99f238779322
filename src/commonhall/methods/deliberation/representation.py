"""Whether those who came were like those who live there: the dissimilarity index, held against the lot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from commonhall.methods.deliberation.errors import DeliberationError

DRAWS = 4000
SEED = 20260101


@dataclass(frozen=True)
class Representation:
    """index: the share of those who came who would have to be others, so that the groups are as in the population
    (Duncan and Duncan 1955). usual: what as many people drawn by lot would give on average; most: what 95 of 100 such
    draws stay within; chance: how often a draw gives as much."""

    index: float
    usual: float
    most: float
    chance: float
    people: int


def told(came: Sequence[int], fewest: int) -> list[list[int]]:
    """The groups, by position, as they may be told: those with fewer people than this are put together, and where what is
    put together is still too few, the smallest group goes with them. Nothing follows by subtracting."""
    if any(one < 0 for one in came):
        raise DeliberationError("counts are at least zero")
    order = sorted(range(len(came)), key=lambda at: (came[at], at))
    rest = [at for at in order if came[at] < fewest]
    alone = [at for at in order if came[at] >= fewest]
    while alone and 0 < sum(came[at] for at in rest) < fewest:
        rest.append(alone.pop(0))
    groups = [[at] for at in sorted(alone)]
    return [*groups, sorted(rest)] if rest else groups


def representation(came: Sequence[int], population: Sequence[int]) -> Representation | None:
    """How far those who came differ from the population, group by group; None with fewer than two groups or nobody.

    The draws are with replacement, from a fixed seed, so that everybody finds the same numbers.
    """
    here, there = (np.asarray(one, dtype=np.float64) for one in (came, population))
    if here.shape != there.shape or np.any(here < 0) or np.any(there < 0):
        raise DeliberationError("both count the same groups, and at least zero")
    people = int(here.sum())
    if here.size < 2 or not people or not there.sum():
        return None
    shares = there / there.sum()
    index = _apart(here / people, shares)
    drawn = np.random.default_rng(SEED).multinomial(people, shares, size=DRAWS) / people
    apart = np.abs(drawn - shares).sum(axis=1) / 2
    as_much = int((apart >= index - 1e-12).sum())
    return Representation(
        index,
        float(apart.mean()),
        float(np.quantile(apart, 0.95)),
        (as_much + 1) / (DRAWS + 1),
        people,
    )


def _apart(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one - other).sum() / 2)
