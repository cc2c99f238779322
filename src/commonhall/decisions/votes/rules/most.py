"""Most votes: the answer with the most votes wins, if the quorum and its share of the ballots are reached."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.decisions.votes.rules import QUESTION, Rule


def answer(votes: Mapping[str, int], ballots: int, quorum: int, threshold: int) -> dict[str, Any]:
    order = sorted(votes, key=lambda code: (-votes[code], code))
    # An answer that nobody chose decides nothing, however few the ballots that must be there.
    first = order[0] if order and ballots and votes[order[0]] else None
    missed = []
    if ballots < quorum:
        missed.append("quorum")
    if first is not None and votes[first] * 100 < threshold * ballots:
        missed.append("threshold")
    level = [code for code in order if first is not None and votes[code] == votes[first]]
    return {
        "order": order,
        "winners": [first] if first is not None and not missed else [],
        "level": level if len(level) > 1 else [],
        "missed": missed,
    }


RULE = Rule(
    code="most",
    title=_("most votes"),
    explanation=_("For questions: the answer with the most votes wins."),
    kind=QUESTION,
    order=40,
    answer=answer,
)
