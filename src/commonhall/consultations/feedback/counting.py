"""From answers to counts, and from these to points, as pure functions.

What is published are the counts of each question alone, once, after the form has closed: answers to different questions
are never put together, no group is told, and nothing is told before the end, so that nothing follows by subtracting.
Points are whole numbers in hundredths: 7250 is 72.5 of 100.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from commonhall.consultations.askings.models import FEWEST_TOLD
from commonhall.consultations.feedback.questions import QUESTIONS, STEPS
from commonhall.methods.deliberation import Rating, rating, together

HUNDREDTHS = 100
ALL = "all"
Counts = Mapping[str, list[int]]


def counts(rows: Iterable[Mapping[str, str]]) -> dict[str, list[int]]:
    """Of each question that enough answered: how many chose each step."""
    said = list(rows)
    found = {
        code: [sum(row.get(code) == step for row in said) for step in STEPS] for code in QUESTIONS
    }
    return {code: each for code, each in found.items() if sum(each) >= FEWEST_TOLD}


def points(counted: Counts) -> dict[str, list[int]]:
    """Of each question and of all: [points, low, high, people]; empty where no question is told."""
    ratings = {code: rating(each) for code, each in counted.items()}
    whole = together(ratings.values())
    if whole is None:
        return {}
    return {code: _whole(one) for code, one in {ALL: whole, **ratings}.items() if one is not None}


def _whole(one: Rating) -> list[int]:
    said = (round(each * HUNDREDTHS) for each in (one.value, one.low, one.high))
    return [*said, one.people]


def same(one: Any, other: Any) -> bool:
    """The same, but for one hundredth, which machines may round otherwise."""
    if one.keys() != other.keys():
        return False
    return all(
        len(one[code]) == len(other[code])
        and all(abs(a - b) <= 1 for a, b in zip(one[code], other[code], strict=True))
        for code in one
    )
