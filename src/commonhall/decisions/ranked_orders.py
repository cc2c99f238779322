"""Counting orders that members of a body gave: decisions beside each other, the matters of an agenda. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from commonhall.methods.ballots import count_by
from commonhall.methods.ballots.outcomes import elected


def codes_of(things: Sequence[int]) -> dict[int, str]:
    """A code for each thing by its place, such that text order is the order of places."""
    width = len(str(len(things)))
    return {number: f"{place:0{width}}" for place, number in enumerate(things, 1)}


def by_places(rule: str, things: Sequence[int], orders: Sequence[Sequence[int]]) -> dict[str, Any]:
    """The outcome by the codes of `codes_of`; of level things the one that stands earlier is preferred.

    things: their numbers in the order they stand. orders: one a member, the most wanted first; what is not among the
    things is passed over.
    """
    codes = codes_of(things)
    wanted = [[codes[number] for number in order if number in codes] for order in orders]
    ballots = [{code: rank for rank, code in enumerate(order, 1)} for order in wanted]
    return elected(partial(count_by, rule), sorted(codes.values()), ballots, form="ranked")
