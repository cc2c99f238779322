"""Which of several decisions went to the vote, derived again from the published orders alone."""

from __future__ import annotations

from collections.abc import Iterator

from commonhall.core.recalculation import States, recalculates
from commonhall.decisions.alternatives import counting
from commonhall.decisions.votes.recalculation import by_owner

TYPES = ("decisions.alternatives", "decisions.alternativesranking", "decisions.motion")


def _alternatives(states: States) -> Iterator[str]:
    orders = by_owner(states, "decisions.alternativesranking", "alternatives_id")
    motions: dict[int, list[int]] = {}
    for number, motion in sorted(states["decisions.motion"].items()):
        if motion.get("among_id"):
            motions.setdefault(int(motion["among_id"]), []).append(number)
    for number, state in sorted(states["decisions.alternatives"].items()):
        if state["state"] == "open":
            continue
        said = [one["order"] for _id, one in orders[number]]
        ranked = state["outcome"]["ranked"]
        if ranked > len(said):
            yield f"alternatives {number}: more orders were counted than members gave"
            continue
        if ranked < len(said):
            # Somebody was recused after ranking: whose order was left out is not published.
            continue
        outcome = counting.count(state["rule"], motions[number], said)
        published = {key: state["outcome"].get(key) for key in outcome}
        if outcome != published:
            yield f"alternatives {number}: the members' orders give another result"
            continue
        chosen = counting.chosen(motions[number], outcome)
        for one in motions[number]:
            went_on = states["decisions.motion"][one]["state"] in ("open", "passed")
            if went_on and chosen not in (None, one):
                yield f"alternatives {number}: decision {one} went on, though {chosen} was chosen"


def register() -> None:
    recalculates(
        "alternatives before bodies",
        TYPES,
        _alternatives,
        lambda states: sum(
            one["state"] != "open" for one in states["decisions.alternatives"].values()
        ),
    )
