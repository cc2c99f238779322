"""Counting the members' orders: pure, so that a page, the action and whoever checks a dump ask the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from commonhall.decisions import ranked_orders

RULE = "schulze"


def count(motions: Sequence[int], orders: Sequence[Sequence[int]]) -> dict[str, Any]:
    """The outcome by Schulze's rule. motions: their numbers as they stand on the agenda."""
    return ranked_orders.by_places(RULE, motions, orders)


def order_of(motions: Sequence[int], outcome: dict[str, Any]) -> list[int]:
    """The motions in the counted order, the first one first."""
    numbers = {code: number for number, code in ranked_orders.codes_of(motions).items()}
    return [numbers[code] for code in outcome["order"]]
