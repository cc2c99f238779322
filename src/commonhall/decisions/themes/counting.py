"""Counting what residents want first: pure, from what is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from commonhall.methods.ballots import METHODS, count_by
from commonhall.methods.ballots.outcomes import elected

RULE = "irv"
# Fewer people choose nothing, and their orders are not published.
FEWEST = 5
# A longer order could be recognised.
MOST_RANKS = 3


def grouped(orders: Iterable[Sequence[str]]) -> list[list[Any]]:
    """[[order, how many people], …], sorted: says nothing of who gave which."""
    counted = Counter(tuple(one) for one in orders)
    return [[list(order), many] for order, many in sorted(counted.items())]


def count(codes: Sequence[str], orders: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """The outcome by instant run-off; of level themes the one nominated first is preferred. codes: places, "01" first."""

    def by_rule(names: Sequence[str], ballots: Any, seats: int, preferred: Sequence[str]) -> Any:
        return count_by(RULE, names, ballots, seats, preferred)

    ballots = [
        {code: rank for rank, code in enumerate(order, 1)}
        for order, many in orders
        for _ in range(many)
    ]
    return elected(by_rule, codes, ballots, form=METHODS[RULE].form, quorum=FEWEST)
