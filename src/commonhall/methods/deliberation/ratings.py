"""Answers on a scale of agreement, as points from 0 to 100 with an honest interval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commonhall.methods.deliberation.errors import DeliberationError
from commonhall.methods.surveys import proportion_of


@dataclass(frozen=True)
class Rating:
    """Points from 0 (nobody agrees at all) to 100 (everybody agrees fully), the ends of the 95 % interval, and how many
    people answered."""

    value: float
    low: float
    high: float
    people: int


def rating(counts: Sequence[int]) -> Rating | None:
    """Points from how many chose each step of a scale, the lowest first; None where nobody answered.

    Steps lie evenly apart. The interval is Wilson's (1927): no answers between 0 and 1 vary more than a yes or no of
    the same mean, so that it is never too narrow, and never empty where all agree.
    """
    if len(counts) < 2 or any(one < 0 for one in counts):
        raise DeliberationError("a scale has two steps or more, and counts of at least zero")
    people = sum(counts)
    if not people:
        return None
    points = sum(at * count for at, count in enumerate(counts)) / (len(counts) - 1)
    found = proportion_of(points, people)
    return Rating(100 * found.value, 100 * found.low, 100 * found.high, people)


def together(ratings: Iterable[Rating | None]) -> Rating | None:
    """The plain mean of several questions. Its interval holds also where each is at the end of its own, as it must where
    the same people answered them; people: those who answered the question that fewest did."""
    known = [one for one in ratings if one is not None]
    if not known:
        return None
    size = len(known)
    return Rating(
        sum(one.value for one in known) / size,
        sum(one.low for one in known) / size,
        sum(one.high for one in known) / size,
        min(one.people for one in known),
    )


def pooled(counts: Iterable[Sequence[int]]) -> list[int]:
    """Counts of the same question on several occasions, added step by step."""
    rows = [list(one) for one in counts]
    if len({len(one) for one in rows}) > 1:
        raise DeliberationError("the scales have the same number of steps")
    return [sum(step) for step in zip(*rows, strict=True)]
