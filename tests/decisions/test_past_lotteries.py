"""Lotteries held before 0.2 took their seed from the record or from words: their draws can still be checked."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import asdict
from typing import Any

import pytest

from commonhall.core.recalculation import CHECKPOINTS, ENTRIES, States, registered
from commonhall.decisions.lotteries import drawing

ROWS = [drawing.Row(f"T{number}") for number in range(5)]
ROOT = "ab" * 32


def past(source: str, given: dict[str, Any], value: str) -> States:
    """The states of a drawn lottery as they were published then: without a word about beacons."""
    root = drawing.root_of(ROWS)
    lottery = {
        "kind": "places",
        "rule": "lottery",
        "places": 2,
        "quotas": [],
        "household": False,
        "source": source,
        "root": root,
        "ready_in": "e1",
        "seed": drawing.seed_of(root, value),
        "seed_from": given,
        "turns": [],
        "drawn_at": "2026-03-01T12:00:00.000000Z",
    }
    drawn = set(drawing.replay(drawing.published(lottery, ROWS, None)).drawn)
    tickets = {
        at: {**asdict(one), "lottery_id": 1, "state": "drawn" if one.code in drawn else "listed"}
        for at, one in enumerate(ROWS)
    }
    return {
        "decisions.lottery": {1: lottery},
        "decisions.ticket": tickets,
        CHECKPOINTS: {0: {"log": 1, "size": 9, "root": ROOT}},
        ENTRIES: {0: {"log": 1, "index": 4, "id": "e1", "action": "decisions.close_lottery"}},
    }


def problems(states: States) -> list[str]:
    (one,) = (found for found in registered() if found.name == "lotteries")
    return list(one.check({kind: states.get(kind, {}) for kind in one.types}))


@pytest.mark.parametrize(
    ("source", "given", "value"),
    [
        ("record", {"size": 9, "root": ROOT}, ROOT),
        ("public", {"words": "4 8 15"}, "4 8 15"),
    ],
)
def test_a_past_draw_follows_from_what_it_said_then(
    source: str, given: dict[str, Any], value: str
) -> None:
    states = past(source, given, value)
    assert problems(states) == []
    other = deepcopy(states)
    other["decisions.lottery"][1]["seed"] += "0"
    assert any("not made from the frozen list" in one for one in problems(other))
    if source == "record":
        states[CHECKPOINTS][0]["root"] = "cd" * 32
        assert any("not the first checkpoint" in one for one in problems(states))
