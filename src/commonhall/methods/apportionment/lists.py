"""An election of lists, counted from its ballots: what is published of it, as plain JSON.

Who counts knows the ballots alone. So codes tell what belongs together: `l02` is a list, and `l02-03` a candidate of it.
A ballot names one of them. A vote for a candidate counts for the list, and prefers this candidate within it. Where no
candidate stands on the ballot, lists are closed: their own order holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from commonhall.methods.apportionment.quotients import (
    Apportionment,
    dhondt,
    highest_quotients,
    sainte_lague,
)

#: Rules by their codes: what a list with so many seats divides its votes by.
LISTS: Mapping[str, Callable[[int], int]] = {"dhondt": dhondt, "sainte-lague": sainte_lague}
BETWEEN = "-"


def list_of(code: str) -> str:
    """The list that a list's or a candidate's code names."""
    return code.partition(BETWEEN)[0]


def counted(
    rule: str,
    codes: Sequence[str],
    ballots: Iterable[Mapping[str, int]],
    *,
    seats: int = 1,
    quorum: int = 0,
    threshold: int = 0,
    preference: int = 0,
    preferred: Sequence[str] = (),
) -> dict[str, Any]:
    """Who gets which seats.

    codes: all on the ballot. threshold: per cent of the votes for lists that a list needs. preference: per cent of the
    list's votes that must prefer a candidate for them to come before the list's order. preferred: all codes in the order
    drawn for ties; empty: text order.
    """
    given = [dict(one) for one in ballots]
    own: Counter[str] = Counter(dict.fromkeys(codes, 0))
    for ballot in given:
        own.update(ballot.keys())
    names = sorted(code for code in codes if list_of(code) == code)
    votes = {name: sum(own[code] for code in codes if list_of(code) == name) for name in names}
    order = [code for code in preferred if code in votes]
    found = highest_quotients(votes, seats, LISTS[rule], threshold=threshold, preferred=order)
    missed = ["quorum"] if len(given) < quorum else []
    if sum(votes.values()) and not found.seats:
        missed.append("threshold")
    seated = () if missed else found.seats
    lists = [_list(name, own, votes[name], found, preference) for name in _by_votes(votes)]
    persons = [
        code for one in lists if not missed for code in one["candidates"][: int(one["seats"])]
    ]
    return {
        "votes": {code: votes.get(code, own[code]) for code in codes},
        "seats": seats,
        "order": _order(lists),
        "winners": sorted({seat.to for seat in seated}) + persons,
        "level": [],
        "missed": missed,
        "lists": lists,
        "below": list(found.below),
        "given": [
            {"list": seat.to, "quotient": str(seat.quotient), "tied": list(seat.tied)}
            for seat in seated
        ],
    }


def _by_votes(votes: Mapping[str, int]) -> list[str]:
    return sorted(votes, key=lambda name: (-votes[name], name))


def _list(
    name: str, own: Mapping[str, int], votes: int, found: Apportionment, preference: int
) -> dict[str, Any]:
    members = sorted(code for code in own if list_of(code) == name and code != name)
    return {
        "list": name,
        "votes": votes,
        "seats": found.of(name),
        "candidates": in_order(members, own, votes, preference),
    }


def in_order(
    members: Sequence[str], own: Mapping[str, int], votes: int, preference: int
) -> list[str]:
    """Candidates of a list: first those whom enough of its voters prefer, most preferred first; then the list's order.

    Whoever is preferred as often as another stands behind them if the list put them there.
    """

    def enough(code: str) -> bool:
        return own[code] > 0 and own[code] * 100 >= preference * votes

    first = sorted((code for code in members if enough(code)), key=lambda code: (-own[code], code))
    return first + [code for code in sorted(members) if not enough(code)]


def _order(lists: Sequence[Mapping[str, Any]]) -> list[str]:
    """Every code: each list, and its candidates behind it."""
    return [code for one in lists for code in (one["list"], *one["candidates"])]
