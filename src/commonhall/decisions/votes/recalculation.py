"""Results of votes and draws of lotteries, derived again from published states alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from commonhall.core.money import digits
from commonhall.core.recalculation import State, States, recalculates
from commonhall.decisions.votes import counting, tie_lots
from commonhall.decisions.votes.ballot_paper import Paper
from commonhall.decisions.votes.ballot_signatures import (
    FEWEST,
    ballots_root,
    published_leaf,
    signers,
    statement,
)
from commonhall.decisions.votes.counting import OptionRow, Terms

TYPES = (
    "decisions.election",
    "decisions.option",
    "decisions.castballot",
    "decisions.result",
    "decisions.teller",
    "decisions.motion",
    "decisions.rollcallvote",
    "places.unit",
)


def by_owner(states: States, kind: str, owner: str) -> dict[int, list[tuple[int, State]]]:
    found: dict[int, list[tuple[int, State]]] = defaultdict(list)
    for number, state in sorted(states[kind].items()):
        found[int(state[owner])].append((number, state))
    return found


def _elections(states: States) -> Iterator[str]:
    options = by_owner(states, "decisions.option", "election_id")
    ballots = by_owner(states, "decisions.castballot", "election_id")
    tellers = by_owner(states, "decisions.teller", "election_id")
    for _number, result in sorted(states["decisions.result"].items()):
        election_id = int(result["election_id"])
        election = states["decisions.election"].get(election_id)
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
        handed_in = result["ballots"] + result["spoilt"]
        if handed_in != election["set_size"]:
            yield f"vote {election_id}: other envelopes were counted than those it closed with"
        spoilt = [(tracker, choices) for tracker, choices, _why in result["invalid"]]
        whole = [(one["tracker"], one["choices"]) for _id, one in cast]
        root = ballots_root(published_leaf(*one) for one in [*whole, *spoilt])
        void = result["spoilt"] - len(spoilt)
        paper = _paper(election_id, election, [row.code for row in rows])
        said = statement(
            paper.vote, election["set_root"], root, handed_in - void, void, paper.digest
        )
        signed = {one["number"]: one["signature"] for _id, one in tellers[election_id]}
        if handed_in and len(signers(paper.keys, signed, said)) < max(election["need"], FEWEST):
            yield f"vote {election_id}: its published ballots are not those that its tellers signed"
        yield from _misjudged(election_id, election, rows, whole, result["invalid"])
        if handed_in > election["eligible"]:
            yield f"vote {election_id}: more ballots were counted than people may vote"
        if counting.too_small(handed_in, election.get("turnout") or []):
            yield f"vote {election_id}: its turnout by place tells of somebody"
        codes = [row.code for row in rows]
        closes_at = datetime.fromisoformat(str(election["closes_at"]))
        for fault in tie_lots.faults(election, closes_at, codes) if handed_in else ():
            yield f"vote {election_id}: {fault}"
        outcome = counting.count(_terms(election), rows, [one["choices"] for _id, one in cast])
        if outcome != result["outcome"] or len(cast) != result["ballots"]:
            yield f"vote {election_id}: its {len(cast)} published ballots give another result"


def _paper(number: int, election: State, codes: list[str]) -> Paper:
    keys = {int(teller): key for teller, key in election["teller_keys"].items()}
    return Paper(f"decisions.election:{number}", election["need"], keys, tuple(codes), 0)


def _misjudged(
    number: int,
    election: State,
    rows: list[OptionRow],
    counted: list[tuple[str, Any]],
    invalid: list[Any],
) -> Iterator[str]:
    """Ballots counted that the vote's terms forbid, and ballots left out that they allow or for another reason."""
    terms, on_ballot = _terms(election), {row.code: row for row in rows}
    for tracker, choices in counted:
        if counting.fault(choices, terms, on_ballot):
            yield f"vote {number}: the ballot {tracker} was counted, and is invalid"
    for tracker, choices, why in invalid:
        if counting.fault(choices, terms, on_ballot) != why:
            yield f"vote {number}: the ballot {tracker} was not counted, and is not invalid so"


def _terms(state: State) -> Terms:
    places = digits(state["currency"])
    return Terms(
        state["kind"],
        state["form"],
        state["rule"],
        state["completion"],
        state["budget"],
        state["most"],
        state["quorum"],
        state["threshold"],
        places,
        state["most_per_place"],
        state.get("within_budget", False),
        state.get("seats", 1),
        tuple(state.get("tie_order", ())),
        state.get("preference", 0),
    )


def register() -> None:
    recalculates(
        "votes",
        TYPES,
        _elections,
        lambda states: sum(
            not states["decisions.election"].get(int(one["election_id"]), {}).get("reported", True)
            for one in states["decisions.result"].values()
        ),
    )
