"""Points as everybody may see them: in bands that each hold enough people, so that no total tells a household."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
    """So many people have from `least` to `most` points."""

    least: int
    most: int
    people: int


def grouped(points: Iterable[int], fewest: int) -> list[Group]:
    """Bands of points, the highest first, each with at least `fewest` people; [] where there are fewer in all.

    A band ends as soon as it holds enough; what is left at the end joins the last one.
    """
    counted = sorted(Counter(points).items(), reverse=True)
    found: list[Group] = []
    most, people = None, 0
    for value, many in counted:
        most, people = value if most is None else most, people + many
        if people >= fewest:
            found.append(Group(value, most, people))
            most, people = None, 0
    if people and found:
        last = found.pop()
        found.append(Group(counted[-1][0], last.most, last.people + people))
    return found
