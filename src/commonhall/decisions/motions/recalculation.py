"""Motions, recalculated from published states alone."""

from __future__ import annotations

from collections.abc import Iterator

from commonhall.core.recalculation import States, recalculates
from commonhall.decisions.votes.recalculation import by_owner


def _motions(states: States) -> Iterator[str]:
    votes = by_owner(states, "decisions.rollcallvote", "motion_id")
    for number, motion in sorted(states["decisions.motion"].items()):
        if motion["state"] not in ("passed", "rejected"):
            continue
        said = [vote["choice"] for _id, vote in votes[number]]
        passed = said.count("yes") > said.count("no")
        if passed != (motion["state"] == "passed"):
            yield f"decision {number}: its roll-call says otherwise"


def register() -> None:
    recalculates(
        "decisions of bodies",
        ("decisions.motion", "decisions.rollcallvote"),
        _motions,
        lambda states: len(states["decisions.motion"]),
    )
