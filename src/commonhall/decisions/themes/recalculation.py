"""Which theme was chosen, derived again from the published orders alone."""

from __future__ import annotations

from collections.abc import Iterator

from commonhall.core.recalculation import States, recalculates
from commonhall.decisions.themes import counting
from commonhall.decisions.votes.recalculation import by_owner

TYPES = ("decisions.themeround", "decisions.theme")


def _rounds(states: States) -> Iterator[str]:
    themes = by_owner(states, "decisions.theme", "round_id")
    for number, state in sorted(states["decisions.themeround"].items()):
        if state["state"] == "open":
            continue
        sources = [one["source_id"] for _id, one in sorted(themes[number])]
        codes = [f"{place:02}" for place, _source in enumerate(sources, 1)]
        outcome = counting.count(codes, state["orders"])
        winners = [sources[codes.index(code)] for code in outcome["winners"]]
        if outcome != state["outcome"] or winners != [state["chosen_id"]] * bool(winners):
            yield f"theme {number}: its published orders give another result"
        if state["orders"] and sum(many for _order, many in state["orders"]) != state["people"]:
            yield f"theme {number}: other orders were counted than people gave"


def register() -> None:
    recalculates(
        "themes of the month",
        TYPES,
        _rounds,
        lambda states: sum(
            one["state"] != "open" for one in states["decisions.themeround"].values()
        ),
    )
