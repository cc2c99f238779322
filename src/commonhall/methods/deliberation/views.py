"""Whether people saw more than their own side."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from commonhall.methods.deliberation.errors import DeliberationError
from commonhall.methods.surveys import Estimate, proportion_of


def saw_every_side(people: Collection[int], seen: Sequence[Collection[int]]) -> Estimate | None:
    """The share of `people` who saw something of every side; seen: who saw something of each.

    None with fewer than two sides, or nobody to ask about. Wilson's interval.
    """
    everybody = set(people)
    if len(seen) < 2 or not everybody:
        return None
    strangers = set().union(*map(set, seen)) - everybody
    if strangers:
        raise DeliberationError("those who saw something are among the people")
    both = everybody.intersection(*map(set, seen))
    return proportion_of(len(both), len(everybody))
