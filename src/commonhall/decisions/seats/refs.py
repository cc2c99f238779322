"""How elections held here and candidacies are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.core.refs import Described, describes
from commonhall.decisions.seats.models import Candidacy, CandidateList, ListSupport, SeatVote


def _seat_votes(numbers: list[int]) -> dict[int, Described]:
    rows = SeatVote.objects.filter(pk__in=numbers).select_related("body", "election")
    return {row.pk: Described(row.ref, str(row), row.get_absolute_url()) for row in rows}


def _candidacies(numbers: list[int]) -> dict[int, Described]:
    rows = Candidacy.objects.filter(pk__in=numbers).select_related("option", "seat_vote")
    return {row.pk: Described(row.ref, str(row), row.get_absolute_url()) for row in rows}


def _lists(numbers: list[int]) -> dict[int, Described]:
    rows = CandidateList.objects.filter(pk__in=numbers).select_related("option")
    return {row.pk: Described(row.ref, str(row), row.get_absolute_url()) for row in rows}


def _supports(numbers: list[int]) -> dict[int, Described]:
    rows = ListSupport.objects.filter(pk__in=numbers).select_related("list__option")
    return {row.pk: Described(row.ref, str(row.list), row.get_absolute_url()) for row in rows}


def register() -> None:
    describes("decisions.candidatelist", _lists)
    describes("decisions.listsupport", _supports)
    describes("decisions.seatvote", _seat_votes)
    describes("decisions.candidacy", _candidacies)
