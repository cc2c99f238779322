"""Weights that residents give: the mean of how they share 100 points, each counting the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from commonhall.evaluation.editions.computing import text_of
from commonhall.evaluation.frameworks.models import Framework
from commonhall.evaluation.frameworks.packs import Pack

POINTS = 100
STEP = 5
FEWEST = 10


def problem(pack: Pack, points: Mapping[str, int]) -> str:
    """What is wrong with somebody's points, or ""."""
    parts = set(pack.parts())
    if set(points) - parts:
        return _("There is no such part. Check the code.")
    if any(value < 0 or value % STEP for value in points.values()):
        return _("Enter points in steps of 5.")
    if sum(points.values()) != POINTS:
        return _("Share out exactly 100 points. You entered %(sum)d.") % {
            "sum": sum(points.values())
        }
    return ""


def tally(framework: Framework, pack: Pack) -> dict[str, Any]:
    """The votes as published: each way of sharing with how many chose it, and the mean shares.

    Below ten voters nothing is published of them, and the framework's own weights stand.
    """
    parts = pack.parts()
    rows = [
        tuple(points.get(part, 0) for part in parts)
        for points in framework.votes.values_list("points", flat=True)
    ]
    rows = [row for row in rows if sum(row) == POINTS]
    if len(rows) < FEWEST:
        return {}
    return derived(parts, [[list(row), number] for row, number in sorted(Counter(rows).items())])


def derived(parts: list[str], ballots: list[Any]) -> dict[str, Any]:
    """The tally that follows from the ballots: voters, and each part's mean share."""
    voters = sum(number for _row, number in ballots)
    sums = [sum(row[at] * number for row, number in ballots) for at in range(len(parts))]
    return {
        "parts": parts,
        "ballots": ballots,
        "voters": voters,
        "shares": {
            part: text_of(total / (voters * POINTS))
            for part, total in zip(parts, sums, strict=True)
        },
    }


def shares(weights: Mapping[str, Any]) -> dict[str, float]:
    """Part → weight for the index, {} where too few voted."""
    found = {part: float(share) for part, share in weights.get("shares", {}).items()}
    return found if any(found.values()) else {}
