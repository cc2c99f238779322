"""Motions, recalculated from published states alone."""

from __future__ import annotations

from collections.abc import Iterator

from commonhall.core.recalculation import States, recalculates
from commonhall.decisions.motions import majorities
from commonhall.decisions.motions.majorities import Count
from commonhall.decisions.votes.recalculation import by_owner


def _motions(states: States) -> Iterator[str]:
    votes = by_owner(states, "decisions.rollcallvote", "motion_id")
    for number, motion in sorted(states["decisions.motion"].items()):
        if motion["state"] not in ("passed", "rejected"):
            continue
        count = Count(**motion["counted"])
        said = [
            vote["choice"]
            for _id, vote in votes[number]
            if (vote["reading"], vote["wording"]) == (motion["reading"], motion["wording"])
        ]
        # Who was recused or left after voting is left out of the count; nobody can be added to it.
        if count.yes > said.count("yes") or count.no > said.count("no"):
            yield f"decision {number}: more votes were counted than its roll-call has"
        elif majorities.passed(count, motion["rule"]["majority"]) != (motion["state"] == "passed"):
            yield f"decision {number}: its roll-call says otherwise"


def register() -> None:
    recalculates(
        "decisions of bodies",
        ("decisions.motion", "decisions.rollcallvote"),
        _motions,
        lambda states: len(states["decisions.motion"]),
    )
