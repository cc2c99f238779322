"""Who stands for election, who follows whom, and what stops a result."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.decisions.seats import law
from commonhall.decisions.seats.models import Candidacy, SeatVote
from commonhall.decisions.votes.models import CastBallot, Election
from commonhall.law import queries as law_queries
from commonhall.law.appeals.models import Appeal
from commonhall.law.results import taking_effect
from commonhall.people.bodies.models import Body, Office, OfficeTerm

State = Election.State


def seat_votes() -> QuerySet[SeatVote]:
    """Elections held here with their votes and bodies, newest first."""
    rows: QuerySet[SeatVote] = SeatVote.objects.select_related("election__unit", "body", "result")
    return rows.order_by("-pk")


def seat_vote_of(election: Election) -> SeatVote:
    """Which offices a vote fills. Raises Refused."""
    if not election.persons:
        raise Refused("state", "no-persons", _("No people are elected in this vote."))
    found: SeatVote = SeatVote.objects.select_related("body", "election__unit").get(
        election=election
    )
    return found


def running(body: Body) -> QuerySet[SeatVote]:
    """Elections of a body that are neither annulled nor over; a count that elected nobody is over."""
    rows = SeatVote.objects.filter(body=body, result=None)
    return rows.exclude(election__state=State.ANNULLED).exclude(
        election__state=State.COUNTED, election__result__outcome__winners=[]
    )


def candidacies(seat_vote: SeatVote) -> QuerySet[Candidacy]:
    """Who stands, in the order in which they came."""
    rows: QuerySet[Candidacy] = seat_vote.candidacies.select_related("option", "person", "office")
    return rows.order_by("pk")


def objections_end(election: Election) -> date | None:
    """The last day to object; None before the count. Raises `Refused` where the law says nothing of it."""
    if election.counted_at is None:
        return None
    return law.objections_end(timezone.localdate(election.counted_at))


def _appeals(seat_vote: SeatVote) -> QuerySet[Appeal]:
    """Appeals against anything in this election."""
    election = seat_vote.election
    refs = [election.ref, seat_vote.ref]
    result = getattr(election, "result", None)
    if result is not None:
        refs.append(result.ref)
    for one in candidacies(seat_vote):
        refs += [one.ref, one.option.ref]
    refs += [one.ref for one in election.tellers.all()]
    rows: QuerySet[Appeal] = Appeal.objects.filter(about__in=refs)
    return rows


def appealed(seat_vote: SeatVote) -> bool:
    """Is there an appeal that waits, or one whose remedy is still owed?"""
    waits = Q(state=Appeal.State.WAITING) | Q(anew_by__isnull=False, anew_on=None)
    return _appeals(seat_vote).filter(waits).exists()


def granted(seat_vote: SeatVote) -> bool:
    """Was an appeal granted that undid something? Then this result gives no offices any more."""
    return _appeals(seat_vote).filter(state=Appeal.State.GRANTED, anew_by=None).exists()


def in_order(seat_vote: SeatVote) -> list[Candidacy]:
    """Those who can be given an office, in the order of the count: the winners, then whoever the rule put next.

    Left out: who gave up, who has no account, who moved away, and whom no ballot names.
    """
    election = seat_vote.election
    outcome = election.result.outcome
    if not outcome["winners"]:
        return []
    named = {
        code
        for choices in CastBallot.objects.filter(election=election).values_list(
            "choices", flat=True
        )
        for code, _value in choices
    }
    order = [*outcome["winners"], *(one for one in outcome["order"] if one in named)]
    here = set(law_queries.residents(election.unit, clock.today()).values_list("person", flat=True))
    found = {
        one.option.code: one
        for one in seat_vote.candidacies.select_related("option", "person__account")
        if one.given_up_on is None
        and one.person_id in here
        and one.person.account is not None
        and one.person.account.is_active
    }
    return [found[code] for code in dict.fromkeys(order) if code in found]


def free_offices(seat_vote: SeatVote, starts: date) -> list[Office]:
    """The offices it fills, in order; in a by-election only those that nobody holds on its first day."""
    rows = {one.code: one for one in seat_vote.body.offices.filter(ended_on=None)}
    offices = [rows[code] for code in seat_vote.codes if code in rows]
    if seat_vote.kind == SeatVote.Kind.ELECTION:
        return offices
    taken = set(held(offices, starts, seat_vote.ends))
    return [one for one in offices if one.pk not in taken]


def held(offices: list[Office], starts: date, ends: date) -> QuerySet[OfficeTerm, int]:
    """Of these offices, the numbers of those that somebody holds at some time between two days."""
    terms = OfficeTerm.objects.filter(office__in=offices, starts__lte=ends, ends__gte=starts)
    terms = terms.filter(Q(ended_early_on=None) | Q(ended_early_on__gt=starts))
    return terms.values_list("office", flat=True)


def due() -> list[SeatVote]:
    """Counted elections that gave no offices yet."""
    rows = seat_votes().filter(election__state=State.COUNTED, result=None)
    return list(rows.select_related("election__unit", "election__result", "body"))


def mandate_until(body: Body, day: date) -> date | None:
    """The last day of the mandate that runs on a day; None where none does."""
    mandate = taking_effect.running(body, day)
    if mandate is None:
        return None
    return mandate.ends or day + timedelta(days=36525)
