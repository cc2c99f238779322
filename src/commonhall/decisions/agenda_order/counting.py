"""Counting the members' orders: pure, so that a page, the action and whoever checks a dump ask the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from commonhall.methods.ballots import count_by
from commonhall.methods.ballots.outcomes import elected

RULE = "schulze"


def codes_of(motions: Sequence[int]) -> dict[int, str]:
    """A code for each motion by its place on the agenda, such that text order is the order of places."""
    width = len(str(len(motions)))
    return {number: f"{place:0{width}}" for place, number in enumerate(motions, 1)}


def count(motions: Sequence[int], orders: Sequence[Sequence[int]]) -> dict[str, Any]:
    """The outcome by Schulze's rule; what stood earlier on the agenda is preferred in a tie.

    motions: their numbers as they stand on the agenda. orders: one a member, the first matter first; motions that
    left the agenda since are passed over.
    """
    codes = codes_of(motions)

    def by_rule(names: Sequence[str], ballots: Any, seats: int, preferred: Sequence[str]) -> Any:
        return count_by(RULE, names, ballots, seats, preferred)

    wanted = [[codes[number] for number in order if number in codes] for order in orders]
    ballots = [{code: rank for rank, code in enumerate(order, 1)} for order in wanted]
    return elected(by_rule, sorted(codes.values()), ballots, form="ranked")


def order_of(motions: Sequence[int], outcome: dict[str, Any]) -> list[int]:
    """The motions in the counted order, the first one first."""
    numbers = {code: number for number, code in codes_of(motions).items()}
    return [numbers[code] for code in outcome["order"]]
