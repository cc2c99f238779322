"""Results of votes and draws of lotteries, derived again from published states alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from commonhall.acts.rederivation import CHECKPOINTS, ENTRIES, State, States, rederives
from commonhall.decide import counting, draws
from commonhall.decide.counting import OptionRow, Terms
from commonhall.look.text import MINOR_DIGITS
from commonhall.methods.sortition import SortitionError

TYPES = (
    "decide.election", "decide.option", "decide.castballot", "decide.result", "decide.motion",
    "decide.rollcallvote", "places.unit",
)  # fmt: skip


def by_owner(states: States, kind: str, owner: str) -> dict[int, list[tuple[int, State]]]:
    found: dict[int, list[tuple[int, State]]] = defaultdict(list)
    for number, state in sorted(states[kind].items()):
        found[int(state[owner])].append((number, state))
    return found


def _elections(states: States) -> Iterator[str]:
    options = by_owner(states, "decide.option", "election_id")
    ballots = by_owner(states, "decide.castballot", "election_id")
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
    votes = by_owner(states, "decide.rollcallvote", "motion_id")
    for number, motion in sorted(states["decide.motion"].items()):
        if motion["state"] not in ("passed", "rejected"):
            continue
        said = [vote["choice"] for _id, vote in votes[number]]
        passed = said.count("yes") > said.count("no")
        if passed != (motion["state"] == "passed"):
            yield f"decision {number}: its roll-call says otherwise"


# --- lotteries ------------------------------------------------------------------------------------
LOTTERY = ("decide.lottery", "decide.ticket", "decide.portfolio", CHECKPOINTS, ENTRIES)


def _lotteries(states: States) -> Iterator[str]:
    tickets = by_owner(states, "decide.ticket", "lottery_id")
    chances = {
        int(one["lottery_id"]): one["content"] for one in states["decide.portfolio"].values()
    }
    for number, lottery in sorted(states["decide.lottery"].items()):
        said = [one for _id, one in tickets[number]]
        rows = [draws.row_of(one) for one in said]
        for problem in _lottery(states, lottery, rows, said, chances.get(number)):
            yield f"lottery {number}: {problem}"


def _lottery(
    states: States,
    lottery: State,
    rows: list[draws.Row],
    said: list[State],
    portfolio: State | None,
) -> Iterator[str]:
    if not lottery["root"]:
        return
    if draws.root_of(rows) != lottery["root"]:
        yield "its tickets do not give the root of the frozen list"
    if portfolio and portfolio["panels"]:
        yield from draws.misfits(lottery["quotas"], portfolio)
    if not lottery["drawn_at"]:
        return
    yield from _seed(states, lottery)
    try:
        outcome = draws.replay(draws.published(lottery, rows, portfolio))
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
    value = given.get("words" if source == "public" else "root", "")
    if lottery["seed"] != draws.seed_of(lottery["root"], value):
        yield "its seed is not made from the frozen list and the named source"
    if source == "record":
        place = next(
            (one for one in states[ENTRIES].values() if one["id"] == lottery["ready_in"]), None
        )
        signed = [states[CHECKPOINTS][number] for number in sorted(states[CHECKPOINTS])]
        first = next((one for one in signed if place and _covers(one, place)), None)
        if first is None or (first["size"], first["root"]) != (given.get("size"), value):
            yield "its seed is not the first checkpoint signed after the list was frozen"


def _covers(checkpoint: State, place: State) -> bool:
    same = checkpoint["log"] == place["log"] and checkpoint["size"] > place["index"]
    return bool(same or checkpoint["log"] > place["log"])


def register() -> None:
    rederives(
        "lotteries",
        LOTTERY,
        _lotteries,
        lambda states: sum(bool(one["drawn_at"]) for one in states["decide.lottery"].values()),
        ("decide.close_lottery", "decide.publish_chances"),
    )
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
