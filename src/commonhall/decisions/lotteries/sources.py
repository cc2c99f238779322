"""Where a lottery's seed comes from, as pure functions: a round of a public beacon, or the numbers of a public draw.

Everything here works on published data alone: pages, `commonhall verify` and strangers run the same code.
docs/methods/beacons.md states it in words.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from math import ceil, comb
from typing import Any

from commonhall.actions.draw_inputs import BEACON, NUMBERS
from commonhall.methods import beacons
from commonhall.methods.beacons.rounds import is_signed, named, time_of

# The chain of new lotteries. Which one a lottery has, it states itself.
CHAIN = beacons.QUICKNET
# Between the end of applications, or the list on the record, and the numbers that decide.
AHEAD = timedelta(minutes=10)
# Without another wish: an hour, so that the chances of a panel are worked out by then.
USUALLY = timedelta(hours=1)
DAY = 24 * 60 * 60
# A public draw must have so many results at least, or it could hardly tell many tickets apart.
LEAST_RESULTS = 100_000


# --- a public beacon ------------------------------------------------------------------------------
def beacon_at(moment: datetime) -> dict[str, Any]:
    """The first round at a moment or after it, with all that its signature is checked against."""
    return named(CHAIN, moment)


def counts(beacon: Mapping[str, Any], ready_at: datetime) -> int:
    """The round that decides: the named one; should the list come late, the round of that hour on the next day.

    By whole days, so that whoever delays the list, or gives it a false hour, cannot pick among rounds.
    """
    chain = beacons.chain_of(beacon)
    number = int(beacon["round"])
    if chain is None:
        return number
    late = (ready_at + AHEAD).timestamp() - chain.time_of(number)
    return number + max(0, ceil(late / DAY)) * (DAY // chain.period)


# --- the numbers of a public draw -----------------------------------------------------------------
def right_form(values: Sequence[int], most: int) -> str:
    """Numbers in their one spelling: ascending, all with as many digits as the highest, one blank between."""
    width = len(str(most))
    return " ".join(f"{one:0{width}d}" for one in sorted(values))


def example(count: int, most: int) -> str:
    """How so many numbers are written: "03 07 12"."""
    return right_form([max(1, most * (at + 1) // (count + 1)) for at in range(count)], most)


def is_result(text: str, count: int, most: int) -> bool:
    """Are these so many different numbers from 1 to the highest, in their one spelling?"""
    parts = text.split(" ")
    if not all(part.isascii() and part.isdecimal() for part in parts):
        return False
    values = {int(part) for part in parts}
    fits = len(values) == count and all(1 <= one <= most for one in values)
    return fits and right_form(sorted(values), most) == text


def meant(text: str, count: int, most: int) -> str:
    """The right spelling of what somebody may have meant; "" where it is no result of this draw in any spelling."""
    values = [int(part) for part in re.findall(r"[0-9]{1,6}", text)]
    form = right_form(values, most)
    return form if is_result(form, count, most) else ""


def enough(count: int, most: int) -> bool:
    """Has such a draw enough results to tell many tickets apart?"""
    return 1 <= count <= most and comb(most, count) >= LEAST_RESULTS


def commitment(nonce: str, numbers: str) -> str:
    """What stands on the record of the first office's entry until the second has entered, too."""
    return hashlib.sha256(f"{nonce}\n{numbers}".encode()).hexdigest()


def entry(body: int, nonce: str, numbers: str) -> dict[str, Any]:
    """An office's entry as it stands in public until its numbers do, too: then with numbers and nonce."""
    return {"body": body, "commitment": commitment(nonce, numbers)}


def tries(entries: Sequence[Mapping[str, Any]]) -> list[Sequence[Mapping[str, Any]]]:
    """Entries in their pairs: two offices each time; the last may wait for its second."""
    return [entries[at : at + 2] for at in range(0, len(entries), 2)]


def agreed(entries: Sequence[Mapping[str, Any]]) -> str:
    """The numbers on which two offices agreed; "" while there are none."""
    for pair in tries(entries):
        if len(pair) == 2 and pair[0].get("numbers") == pair[1].get("numbers"):
            return str(pair[0].get("numbers", ""))
    return ""


# --- what a stranger checks -----------------------------------------------------------------------
# What the opening says and nothing changes afterwards.
TERMS = (
    "kind",
    "rule",
    "unit_id",
    "body_id",
    "about",
    "places",
    "quotas",
    "criteria",
    "household",
    "source",
    "draw_names",
    "draws_at",
    "beacon",
    "numbers",
    "closes_at",
    "answer_days",
)


def changed_terms(opened: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Which terms are no longer what the opening said; what has no value yet may not be in an old state."""
    return [name for name in TERMS if (opened.get(name) or None) != (now.get(name) or None)]


def faults(said: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with where a lottery's seed came from; `said`: its public fields."""
    if said["source"] == BEACON:
        yield from _beacon_faults(said)
    elif said["source"] == NUMBERS:
        yield from _numbers_faults(said)


def _beacon_faults(said: Mapping[str, Any]) -> Iterator[str]:
    beacon, given = said["beacon"], said["seed_from"]
    named = time_of(beacon)
    if named is None:
        yield "its beacon is none of the public ones that this program knows"
        return
    if _moment(said["draws_at"]) != named:
        yield "the round it names does not come when it says"
    if named < _moment(said["closes_at"]) + AHEAD:
        yield "the round it names is known before applications close"
    if said["ready_at"] and said["round"] != counts(beacon, _moment(said["ready_at"])):
        yield "the round that was used is not the one named at the opening"
    if not said["drawn_at"]:
        return
    if given.get("round") != said["round"] or not is_signed(
        beacon, said["round"], given.get("signature", ""), given.get("previous", "")
    ):
        yield "its signature is not that of the round named at the opening"


def _numbers_faults(said: Mapping[str, Any]) -> Iterator[str]:
    form, entries = said["numbers"], said["entries"]
    if _moment(said["draws_at"]) < _moment(said["closes_at"]) + AHEAD:
        yield "the public draw it names is held before applications close"
    if said["drawn_at"] and _moment(said["ready_at"]) >= _moment(said["draws_at"]):
        yield "the public draw was held before the list was frozen"
    for pair in tries(entries):
        bodies = [one["body"] for one in pair]
        if len(set(bodies)) < len(bodies) or said["body_id"] in bodies:
            yield "its numbers were not entered by two other offices"
        for one in pair if len(pair) == 2 else ():
            if commitment(one.get("nonce", ""), one.get("numbers", "")) != one["commitment"]:
                yield "an office's numbers are not those it entered"
            if not is_result(one.get("numbers", ""), form["count"], form["most"]):
                yield "its numbers are not written in the stated form"
    if said["drawn_at"] and (
        not agreed(entries) or said["seed_from"].get("numbers") != agreed(entries)
    ):
        yield "its numbers are not those on which two offices agreed"


def value_of(said: Mapping[str, Any]) -> str:
    """What the source gave, as it goes into the seed; "" where it gave nothing."""
    given = said["seed_from"]
    if said["source"] == BEACON:
        return beacons.randomness(given["signature"]) if given.get("signature") else ""
    names = {NUMBERS: "numbers", "record": "root", "public": "words"}
    return str(given.get(names.get(said["source"], ""), ""))


def _moment(value: Any) -> datetime:
    found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return found if found.tzinfo else found.replace(tzinfo=UTC)
