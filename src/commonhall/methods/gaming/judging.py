"""From many counts to the few that are told.

Everything that is judged in one month shares one allowance of false alarms (Bonferroni): the more bodies and watches
there are, the less of it each has. So the false alarms expected in a year of the whole hall stay at or below `a_year`,
however the counts hang together.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from commonhall.methods.gaming.errors import GamingError
from commonhall.methods.gaming.tails import Tail

MONTHS = 12


@dataclass(frozen=True)
class Tried:
    """One count that was looked at. key: what it is of; observed of trials; tail: how likely that is; enough: were there
    enough trials to judge it at all?"""

    key: Hashable
    observed: int
    trials: int
    tail: Tail
    enough: bool = True


@dataclass(frozen=True)
class Judged:
    """A count that is told. level: the chance below which anything was told this month."""

    key: Hashable
    observed: int
    trials: int
    expected: float
    chance: float
    level: float


def judged(tried: Sequence[Tried], *, a_year: float, fewest: int) -> list[Judged]:
    """What is told of one month: what is below its share of the allowance, and not fewer than `fewest`.

    Whether a count is judged must not hang on how high it is: `enough` is about trials. The fewest only takes away.
    """
    if not 0 < a_year <= MONTHS:
        raise GamingError("the allowance lies above 0 and at most at one a month")
    looked_at = [one for one in tried if one.enough]
    if not looked_at:
        return []
    level = a_year / MONTHS / len(looked_at)
    return [
        Judged(one.key, one.observed, one.trials, one.tail.expected, one.tail.chance, level)
        for one in looked_at
        if one.tail.chance <= level and one.observed >= fewest
    ]
