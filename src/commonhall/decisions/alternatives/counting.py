"""Counting the orders of a body's members: pure, so that a page, the action and whoever checks a dump ask the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from commonhall.decisions import ranked_orders


def count(rule: str, motions: Sequence[int], orders: Sequence[Sequence[int]]) -> dict[str, Any]:
    """The outcome by places: the first of the motions is "1", and is preferred in a tie.

    motions: their numbers in the order in which they were put. orders: one a member, the most wanted first.
    """
    return ranked_orders.by_places(rule, sorted(motions), orders)


def chosen(motions: Sequence[int], outcome: dict[str, Any]) -> int | None:
    """Number of the motion that goes to the vote; None where nobody put any in order."""
    winners = outcome["winners"]
    return sorted(motions)[int(winners[0]) - 1] if winners else None
