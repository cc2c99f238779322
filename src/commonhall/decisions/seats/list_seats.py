"""Which people take the seats that lists won, and who of the list follows whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from commonhall.decisions.seats import lists
from commonhall.decisions.seats.models import Candidacy, CandidateList, SeatVote
from commonhall.people.bodies.models import Office


def order_of(seat_vote: SeatVote) -> dict[str, list[int]]:
    """Code of a list → numbers of its candidates in the order in which they take its seats, by the count.

    Whom voters preferred often enough stand first, where they could; else the order is the list's own.
    """
    rows = _on_the_ballot(seat_vote)
    standing = lists.placed(rows)
    counted = {one["list"]: one["candidates"] for one in seat_vote.election.result.outcome["lists"]}
    found: dict[str, list[int]] = {}
    for one in rows:
        by_code = {row.option.code: row.pk for row in standing[one.pk] if row.option is not None}
        preferred = [by_code[code] for code in counted.get(one.option.code, ()) if code in by_code]
        found[one.option.code] = preferred or [row.pk for row in standing[one.pk]]
    return found


def _on_the_ballot(seat_vote: SeatVote) -> list[CandidateList]:
    return [one for one in lists.of_vote(seat_vote) if not one.option.withdrawn]


def in_order(seat_vote: SeatVote, able: Mapping[int, Candidacy]) -> list[Candidacy | None]:
    """Who takes each seat, in the order in which the seats were given; None where the list has nobody left.

    able: those who can take one. In the place of whoever gave up stands the next of the same list.
    """
    left = {
        code: [able[number] for number in numbers if number in able]
        for code, numbers in order_of(seat_vote).items()
    }
    return [_first(left[seat["list"]]) for seat in seat_vote.election.result.outcome["given"]]


def _first(rows: list[Candidacy]) -> Candidacy | None:
    return rows.pop(0) if rows else None


def next_for(
    seat_vote: SeatVote, office: Office, able: Mapping[int, Candidacy]
) -> Candidacy | None:
    """Who follows on an office that somebody of a list was given; None where nobody of the list is left."""
    held = seat_vote.candidacies.filter(office=office).exclude(list=None)
    one = held.select_related("list__option").order_by("-pk").first()
    if one is None:
        return None
    numbers: Sequence[int] = order_of(seat_vote).get(one.list.option.code, ())
    for number in numbers:
        if number in able and able[number].office_id is None:
            return able[number]
    return None
