"""Who decides an appeal, drawn again from what is published: the offices that were free, and a round named before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from commonhall.core.recalculation import State, States, recalculates
from commonhall.law.appeals import lot
from commonhall.methods.beacons import chain_of, rounds


def _lots(states: States) -> Iterator[str]:
    named: dict[tuple[str, str], int] = {}
    for number, said in sorted(states["law.appeal"].items()):
        if not said["among"]:
            if said["drawn_id"]:
                yield f"appeal {number}: a lot was drawn among nobody"
            continue
        # The first appeal against an act names the round for all of the same lot.
        lot_of = (said["entry"], "|".join(said["among"]))
        chain = chain_of(said["beacon"])
        own = lot.named_round(datetime.fromisoformat(said["at"]), chain)["round"]
        if said["beacon"].get("round") != named.setdefault(lot_of, own):
            yield f"appeal {number}: the round is not the one that follows from its filing"
        if said["drawn_id"]:
            yield from _drawn(number, said, states)


def _drawn(number: int, said: State, states: States) -> Iterator[str]:
    given = said["seed_from"]
    mark = given.get("signature", "")
    if not rounds.is_signed(
        said["beacon"], said["beacon"]["round"], mark, given.get("previous", "")
    ):
        yield f"appeal {number}: the beacon did not sign what its lot was drawn by"
        return
    code = said["among"][lot.number(mark, said["entry"], len(said["among"]))]
    if states["people.office"][said["drawn_id"]]["code"] != code:
        yield f"appeal {number}: the lot fell on {code}"


def register() -> None:
    recalculates(
        "lots of appeals",
        ("law.appeal", "people.office"),
        _lots,
        lambda states: sum(bool(one["among"]) for one in states["law.appeal"].values()),
    )
