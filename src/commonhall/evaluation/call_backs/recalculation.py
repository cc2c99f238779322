"""Who was called back, drawn again from what is published: the list of cases, and a round named before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from commonhall.core.recalculation import State, States, recalculates
from commonhall.evaluation.call_backs.drawing import drawn
from commonhall.law.appeals import lot
from commonhall.methods.beacons import chain_of, rounds


def _samples(states: States) -> Iterator[str]:
    called: dict[int, set[tuple[int, int, str]]] = defaultdict(set)
    for said in states["evaluation.callback"].values():
        called[said["round_id"]].add((said["case_id"], said["body_id"], said["said"]))
    for number, said in sorted(states["evaluation.callbackround"].items()):
        chain = chain_of(said["beacon"])
        own = lot.named_round(datetime.fromisoformat(said["begun_at"]), chain)["round"]
        if said["beacon"].get("round") != own:
            yield f"round {number} of call-backs: its beacon's round is not the one that follows from its beginning"
        yield from _drawn(number, said, called[number])


def _drawn(number: int, said: State, called: set[tuple[int, int, str]]) -> Iterator[str]:
    if said["state"] == "waiting":
        if called:
            yield f"round {number} of call-backs: cases were drawn before the lot"
        return
    given = said["seed_from"]
    mark = given.get("signature", "")
    if not rounds.is_signed(
        said["beacon"], said["beacon"]["round"], mark, given.get("previous", "")
    ):
        yield f"round {number} of call-backs: the beacon did not sign what its cases were drawn by"
        return
    rows = [(case, body, word) for case, body, word in said["cases"]]
    if set(drawn(rows, mark, said["per_body"])) != called:
        yield f"round {number} of call-backs: other cases were called than the lot drew"


def register() -> None:
    recalculates(
        "samples of call-backs",
        ("evaluation.callbackround", "evaluation.callback"),
        _samples,
        lambda states: len(states["evaluation.callbackround"]),
    )
