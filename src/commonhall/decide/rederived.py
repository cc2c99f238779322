"""Results of votes, derived again from published states alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from commonhall.acts.rederivation import State, States, rederives
from commonhall.decide import counting
from commonhall.decide.counting import OptionRow, Terms
from commonhall.look.text import MINOR_DIGITS

TYPES = (
    "decide.election", "decide.option", "decide.castballot", "decide.result", "decide.motion",
    "decide.rollcallvote", "places.unit",
)  # fmt: skip


def _by(states: States, kind: str, owner: str) -> dict[int, list[tuple[int, State]]]:
    found: dict[int, list[tuple[int, State]]] = defaultdict(list)
    for number, state in sorted(states[kind].items()):
        found[int(state[owner])].append((number, state))
    return found


def _elections(states: States) -> Iterator[str]:
    options = _by(states, "decide.option", "election_id")
    ballots = _by(states, "decide.castballot", "election_id")
    for _number, result in sorted(states["decide.result"].items()):
        election_id = int(result["election_id"])
        election = states["decide.election"].get(election_id)
        if election is None:
            yield f"vote {election_id}: its result is published, the vote is not"
            continue
        if election["reported"]:
            continue
        rows = [
            OptionRow(
                one["code"],
                one["cost"],
                states["places.unit"][int(one["unit_id"])]["code"] if one["unit_id"] else "",
                one["category"],
            )
            for _id, one in options[election_id]
            if not one["withdrawn"]
        ]
        rows.sort(key=lambda row: row.code)
        cast = sorted(ballots[election_id], key=lambda one: str(one[1]["tracker"]))
        outcome = counting.count(_terms(election), rows, [one["choices"] for _id, one in cast])
        if outcome != result["outcome"] or len(cast) != result["ballots"]:
            yield f"vote {election_id}: its {len(cast)} published ballots give another result"


def _terms(state: State) -> Terms:
    # The currency of a vote held here is the house's; both have two decimals unless it says otherwise.
    digits = MINOR_DIGITS.get(state["currency"], 2) if state["currency"] else 2
    return Terms(
        state["kind"], state["form"], state["rule"], state["completion"], state["budget"],
        state["most"], state["quorum"], state["threshold"], digits,
    )  # fmt: skip


def _motions(states: States) -> Iterator[str]:
    votes = _by(states, "decide.rollcallvote", "motion_id")
    for number, motion in sorted(states["decide.motion"].items()):
        if motion["state"] not in ("passed", "rejected"):
            continue
        said = [vote["choice"] for _id, vote in votes[number]]
        passed = said.count("yes") > said.count("no")
        if passed != (motion["state"] == "passed"):
            yield f"decision {number}: its roll-call says otherwise"


def register() -> None:
    rederives(
        "votes",
        TYPES,
        _elections,
        lambda states: sum(
            not states["decide.election"].get(int(one["election_id"]), {}).get("reported", True)
            for one in states["decide.result"].values()
        ),
    )
    rederives(
        "decisions of bodies",
        ("decide.motion", "decide.rollcallvote"),
        _motions,
        lambda states: len(states["decide.motion"]),
    )
