"""Lotteries, recalculated from published states alone."""

from __future__ import annotations

from collections.abc import Iterator

from commonhall.core.recalculation import (
    CHECKPOINTS,
    ENTRIES,
    State,
    States,
    as_first,
    recalculates,
)
from commonhall.decisions.lotteries import drawing, sources
from commonhall.decisions.votes.recalculation import by_owner
from commonhall.methods.sortition import SortitionError

# --- lotteries ------------------------------------------------------------------------------------
OPENED = as_first("decisions.lottery")
LOTTERY = (
    "decisions.lottery",
    "decisions.ticket",
    "decisions.portfolio",
    OPENED,
    CHECKPOINTS,
    ENTRIES,
)
# Sources of lotteries held before 0.2, and of rules without a lot.
OLD = ("record", "public", "none")


def _lotteries(states: States) -> Iterator[str]:
    tickets = by_owner(states, "decisions.ticket", "lottery_id")
    chances = {
        int(one["lottery_id"]): one["content"] for one in states["decisions.portfolio"].values()
    }
    for number, lottery in sorted(states["decisions.lottery"].items()):
        said = [one for _id, one in tickets[number]]
        rows = [drawing.row_of(one) for one in said]
        opened = states[OPENED].get(number, lottery)
        for name in sources.changed_terms(opened, lottery):
            yield f"lottery {number}: {name} is not what the opening said"
        for problem in _lottery(states, lottery, rows, said, chances.get(number)):
            yield f"lottery {number}: {problem}"


def _lottery(
    states: States,
    lottery: State,
    rows: list[drawing.Row],
    said: list[State],
    portfolio: State | None,
) -> Iterator[str]:
    if lottery["source"] not in OLD:
        yield from sources.faults(lottery)
        yield from _ready(states, lottery)
    if not lottery["root"]:
        return
    if lottery["kind"] == drawing.LETTERS:
        # The roll is nobody's to read: what can be checked from outside is where the seed came from.
        if lottery["drawn_at"]:
            yield from _seed(states, lottery)
        return
    if drawing.root_of(rows) != lottery["root"]:
        yield "its tickets do not give the root of the frozen list"
    if portfolio and portfolio["panels"]:
        yield from drawing.misfits(lottery["quotas"], portfolio)
    if not lottery["drawn_at"]:
        return
    yield from _seed(states, lottery)
    try:
        outcome = drawing.replay(drawing.published(lottery, rows, portfolio))
    except (SortitionError, KeyError, TypeError) as error:
        yield f"it cannot be drawn again from what is published: {error}"
        return
    yield from outcome.wrong
    there = {one["code"] for one in said if one["state"] in ("drawn", "accepted")}
    gone = {(one["code"], one["state"]) for one in said if one["state"] in ("declined", "lapsed")}
    if there != outcome.sitting or gone != set(outcome.gone):
        yield "list and seed give places to others"


def _seed(states: States, lottery: State) -> Iterator[str]:
    """The seed is the list's root and what the source, named at the opening, gave."""
    source, given = lottery["source"], lottery["seed_from"]
    if source == "none":
        return
    value = sources.value_of(lottery)
    if lottery["seed"] != drawing.seed_of(lottery["root"], value):
        yield "its seed is not made from the frozen list and the named source"
    if source == "record":
        place = next(
            (one for one in states[ENTRIES].values() if one["id"] == lottery["ready_in"]), None
        )
        signed = [states[CHECKPOINTS][number] for number in sorted(states[CHECKPOINTS])]
        first = next((one for one in signed if place and _covers(one, place)), None)
        if first is None or (first["size"], first["root"]) != (given.get("size"), value):
            yield "its seed is not the first checkpoint signed after the list was frozen"


def _ready(states: States, lottery: State) -> Iterator[str]:
    """The list counts from the entry that froze it or published the chances, and from that entry's moment."""
    if not lottery["ready_in"]:
        return
    found = next(
        (one for one in states[ENTRIES].values() if one["id"] == lottery["ready_in"]), None
    )
    if found is None or found["at"] != lottery["ready_at"]:
        yield "the moment from which its list counts is not that of the entry on the record"


def _covers(checkpoint: State, place: State) -> bool:
    same = checkpoint["log"] == place["log"] and checkpoint["size"] > place["index"]
    return bool(same or checkpoint["log"] > place["log"])


def register() -> None:
    recalculates(
        "lotteries",
        LOTTERY,
        _lotteries,
        lambda states: sum(bool(one["drawn_at"]) for one in states["decisions.lottery"].values()),
        ("decisions.close_lottery", "decisions.publish_chances"),
    )
