"""Lists of candidates: who stands on them, in which order, and what they still lack to be on the ballot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from commonhall.actions.actors import Actor, Kind
from commonhall.core.refusals import Refused
from commonhall.decisions.seats import law
from commonhall.decisions.seats.models import Candidacy, CandidateList, ListSupport, SeatVote
from commonhall.decisions.votes.models import Election
from commonhall.decisions.votes.rules import rules


def of_lists(election: Election) -> bool:
    """Are lists elected in this vote?"""
    return rules()[election.rule].lists is not None


def require_lists(election: Election, wanted: bool) -> None:
    """Raises `Refused` where lists are elected and single people are wanted, or the other way round."""
    if of_lists(election) and not wanted:
        raise Refused(
            "state",
            "lists-only",
            _("Lists are elected here. Stand on a list, or put one up."),
        )
    if wanted and not of_lists(election):
        raise Refused("state", "no-lists", _("People stand singly here, not on lists."))


def most_candidates(seats: int) -> int:
    return law.TIMES * seats


def own(actor: Actor, one: CandidateList) -> bool:
    """Did the actor put this list up?"""
    if actor.kind is Kind.ORGANISATION:
        return one.organisation_id is not None and one.organisation_id == actor.organisation
    return actor.kind is Kind.PERSON and one.person_id is not None and one.person_id == actor.person


def require_own(actor: Actor, one: CandidateList) -> None:
    """Raises `Refused` for everybody but the one who put the list up."""
    if not own(actor, one):
        raise Refused(
            "standing", "not-your-list", _("Only the one who put this list up can do this.")
        )
    if one.withdrawn_on is not None:
        raise Refused("state", "list-withdrawn", _("This list was withdrawn."))


def of_vote(seat_vote: SeatVote) -> list[CandidateList]:
    """The lists put up, in the order in which they came, with how many support each (`supported`)."""
    rows = seat_vote.lists.select_related("option", "organisation").annotate(
        supported=Count("supports", filter=Q(supports__taken_back_on=None))
    )
    return list(rows.order_by("pk"))


def standing(lists: Iterable[CandidateList]) -> dict[int, list[Candidacy]]:
    """List → those who stand on it, in its order; whoever is not placed yet, or gave up, is left out."""
    found = placed(lists)
    return {key: [row for row in rows if row.given_up_on is None] for key, rows in found.items()}


def placed(lists: Iterable[CandidateList]) -> dict[int, list[Candidacy]]:
    """List → those who have a place on it, in its order, also those who gave up since."""
    there = list(lists)
    rows = Candidacy.objects.filter(list__in=there).select_related("option", "office")
    by_number = {one.pk: one for one in rows}
    return {
        one.pk: [by_number[number] for number in one.candidates if number in by_number]
        for one in there
    }


def waiting(one: CandidateList) -> list[Candidacy]:
    """Those who want to stand on a list and have no place on it yet."""
    rows = one.candidacies.filter(given_up_on=None).exclude(pk__in=one.candidates)
    return list(rows.order_by("pk"))


def lacks(one: CandidateList, candidates: int) -> list[str]:
    """What keeps a list off the ballot, in words. Its `supported` counted before (`of_vote`)."""
    found = []
    missing = one.needed - one.supported  # type: ignore[attr-defined]
    if missing > 0:
        found.append(
            ngettext(
                "%(number)d more supporter is needed.",
                "%(number)d more supporters are needed.",
                missing,
            )
            % {"number": missing}
        )
    if candidates < law.FEWEST:
        missing = law.FEWEST - candidates
        found.append(
            ngettext(
                "%(number)d more candidate is needed.",
                "%(number)d more candidates are needed.",
                missing,
            )
            % {"number": missing}
        )
    return found


@dataclass(frozen=True)
class Row:
    """One list on a page. lacks: what keeps it off the ballot."""

    listed: CandidateList
    candidates: list[Candidacy]
    lacks: list[str]


def rows_of(seat_vote: SeatVote) -> list[Row]:
    """Every list that was not withdrawn, with its candidates."""
    there = [one for one in of_vote(seat_vote) if one.withdrawn_on is None]
    found = standing(there)
    return [Row(one, found[one.pk], lacks(one, len(found[one.pk]))) for one in there]


def own_support(actor: Actor, seat_vote: SeatVote) -> ListSupport | None:
    """Which list of an election somebody supports."""
    if actor.kind is not Kind.PERSON or actor.person is None:
        return None
    rows = ListSupport.objects.filter(seat_vote=seat_vote, taken_back_on=None)
    return rows.filter(person_id=actor.person).first()


def put_up_by(actor: Actor) -> dict[str, Any]:
    """The fields that say who puts a list up."""
    if actor.kind is Kind.ORGANISATION:
        return {"organisation_id": actor.organisation}
    return {"person_id": actor.person}
