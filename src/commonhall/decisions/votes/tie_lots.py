"""Ties by lot: the order of the options that a round of a public beacon gives, named before anybody votes. Pure.

The round comes after the close. The order hangs on the set of envelopes, which is fixed by then, and on the round's
number, which nobody knows before: neither those who prepare the vote nor those who vote last can choose it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from commonhall.methods import beacons
from commonhall.methods.beacons import rounds
from commonhall.methods.sortition.lottery import person_hash

# Between the close and the round: clocks may differ.
AHEAD = timedelta(minutes=10)


def beacon_after(closes_at: datetime) -> dict[str, Any]:
    """The round that decides the ties of a vote with this close."""
    return rounds.named(beacons.QUICKNET, closes_at + AHEAD)


def order_of(set_root: str, lot: Mapping[str, Any], codes: Iterable[str]) -> list[str]:
    """Codes in the order drawn; the first is preferred in any tie."""
    seed = f"{set_root}\n{beacons.randomness(lot['signature'])}"
    return sorted(codes, key=lambda code: person_hash(seed, code))


def faults(said: Mapping[str, Any], closes_at: datetime, codes: Iterable[str]) -> Iterator[str]:
    """What is wrong with the order that a counted vote used; said: its public fields."""
    if not said.get("by_lot"):
        if said.get("tie_order"):
            yield "its ties were decided by a lot that it did not state"
        return
    beacon, lot = said["beacon"], said["lot"]
    named = rounds.time_of(beacon) if beacon else None
    if named is None or named < closes_at + AHEAD:
        yield "the round that decides its ties is not one that comes after the close"
    elif lot.get("round") != beacon["round"] or not rounds.is_signed(
        beacon, beacon["round"], lot.get("signature", ""), lot.get("previous", "")
    ):
        yield "its lot is not what the beacon signed for the round that it named"
    elif list(said["tie_order"]) != order_of(said["set_root"], lot, codes):
        yield "its order for ties is not the one that its lot gives"
