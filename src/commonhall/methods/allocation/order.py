"""The order of a waiting list by one of three rules: first come, points for need, lot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from commonhall.methods.sortition import person_hash

QUEUE, NEED, LOTTERY = "queue", "need", "lottery"
T = TypeVar("T")


class AllocationError(ValueError):
    """The order cannot be told: a rule that is none, or a lot without a seed."""


@dataclass(frozen=True)
class Waiting:
    """Somebody on a list. number: drawn, says nothing; asked_at: when they asked; points: for need."""

    number: int
    asked_at: datetime
    points: int = 0


def by_lot(seed: str, rows: Iterable[T], code: Callable[[T], str]) -> list[T]:
    """Things in the order of SHA-256 of the seed and their codes (see `methods.sortition.lottery`).

    Raises `AllocationError` without a seed.
    """
    if not seed:
        raise AllocationError("there is no seed yet")
    return sorted(rows, key=lambda one: person_hash(seed, code(one)))


def ordered(rule: str, rows: Iterable[Waiting], seed: str = "") -> list[Waiting]:
    """Who is offered a place first, second, and so on.

    QUEUE: by the time of asking. NEED: by points, the most first; equal points by the time of asking. Equal times by
    the number, which is drawn. LOTTERY: by lot. Raises `AllocationError`.
    """
    found = list(rows)
    if rule == LOTTERY:
        return by_lot(seed, found, lambda one: str(one.number))
    if rule == QUEUE:
        return sorted(found, key=lambda one: (one.asked_at, one.number))
    if rule == NEED:
        return sorted(found, key=lambda one: (-one.points, one.asked_at, one.number))
    raise AllocationError(f"there is no rule {rule!r}")


def ahead(order: Sequence[Waiting], number: int) -> int:
    """How many stand before a number. Raises `AllocationError` where it is not on the list."""
    for place, one in enumerate(order):
        if one.number == number:
            return place
    raise AllocationError(f"{number} is not on the list")
