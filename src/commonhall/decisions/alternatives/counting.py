"""Counting the orders of a body's members: pure, so that a page, the action and whoever checks a dump ask the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from commonhall.methods.ballots import count_by
from commonhall.methods.ballots.outcomes import elected


def count(rule: str, motions: Sequence[int], orders: Sequence[Sequence[int]]) -> dict[str, Any]:
    """The outcome by places: the first of the motions is "1", and is preferred in a tie.

    motions: their numbers in the order in which they were put. orders: one a member, the most wanted first.
    """
    places = {number: f"{place}" for place, number in enumerate(sorted(motions), 1)}

    def by_rule(codes: Sequence[str], ballots: Any, seats: int, preferred: Sequence[str]) -> Any:
        return count_by(rule, codes, ballots, seats, preferred)

    ballots = [{places[number]: rank for rank, number in enumerate(order, 1)} for order in orders]
    return elected(by_rule, sorted(places.values()), ballots, form="ranked")


def chosen(motions: Sequence[int], outcome: dict[str, Any]) -> int | None:
    """Number of the motion that goes to the vote; None where nobody put any in order."""
    winners = outcome["winners"]
    return sorted(motions)[int(winners[0]) - 1] if winners else None
