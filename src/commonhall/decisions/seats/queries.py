"""Who stands for election, who follows whom, and what stops a result."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.decisions.seats import law, list_seats, lists
from commonhall.decisions.seats.models import Candidacy, CandidateList, SeatVote
from commonhall.decisions.votes.models import CastBallot, Election
from commonhall.decisions.votes.rules import rules
from commonhall.law import queries as law_queries
from commonhall.law.appeals import stopping
from commonhall.law.appeals.models import Appeal
from commonhall.law.results import taking_effect
from commonhall.law.results.models import PeoplesResult
from commonhall.people.bodies.models import Body, Office, OfficeTerm
from commonhall.people.invitations.models import Invitation

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


def candidate_lists() -> QuerySet[CandidateList]:
    """Lists of candidates with their elections, and how many support each (`supported`)."""
    rows: QuerySet[CandidateList] = CandidateList.objects.select_related(
        "option", "organisation", "seat_vote__election__unit", "seat_vote__body"
    )
    return rows.annotate(supported=Count("supports", filter=Q(supports__taken_back_on=None)))


def running(body: Body) -> QuerySet[SeatVote]:
    """Elections of a body that are neither annulled nor over; a count that elected nobody is over."""
    rows = SeatVote.objects.filter(body=body, result=None)
    return rows.exclude(election__state=State.ANNULLED).exclude(
        election__state=State.COUNTED, election__result__outcome__winners=[]
    )


def candidacies(seat_vote: SeatVote) -> QuerySet[Candidacy]:
    """Who stands, in the order in which they came."""
    rows: QuerySet[Candidacy] = seat_vote.candidacies.select_related(
        "option", "list", "person", "office"
    )
    return rows.order_by("pk")


def objections_end(election: Election) -> date | None:
    """The last day to object; None before the count. Raises `Refused` where the law says nothing of it.

    Whoever lost an appeal has as many days as there are to object to take it to a court.
    """
    if election.counted_at is None:
        return None
    last = law.objections_end(timezone.localdate(election.counted_at))
    lost = _appeals(seat_vote_of(election)).filter(state=Appeal.State.DISMISSED, court="")
    decided = lost.order_by("-decided_at").values_list("decided_at", flat=True).first()
    if decided is None:
        return last
    days = law.days(law.TO_OBJECT, timezone.localdate(decided))
    return max(last, timezone.localdate(decided) + timedelta(days=days))


def _appealed_refs(seat_vote: SeatVote) -> list[str]:
    """Whatever of this election can be appealed."""
    election = seat_vote.election
    refs = [election.ref, seat_vote.ref]
    result = getattr(election, "result", None)
    if result is not None:
        refs.append(result.ref)
    if seat_vote.result is not None:
        refs.append(seat_vote.result.ref)
    for one in candidacies(seat_vote):
        refs += [one.ref, *([one.option.ref] if one.option is not None else [])]
    for named in seat_vote.lists.select_related("option"):
        refs += [named.ref, named.option.ref]
    refs += [one.ref for one in election.tellers.all()]
    return refs


def _appeals(seat_vote: SeatVote) -> QuerySet[Appeal]:
    """Appeals against anything in this election."""
    rows: QuerySet[Appeal] = Appeal.objects.filter(about__in=_appealed_refs(seat_vote))
    return rows


def appealed(seat_vote: SeatVote) -> bool:
    """Is there an appeal that waits, here or before a court, or one whose remedy is still owed? None does for ever."""
    day = clock.today()
    waits = stopping.waits_here(day) | stopping.before_a_court(day)
    return _appeals(seat_vote).filter(waits).exists()


def granted(seat_vote: SeatVote) -> bool:
    """Was an appeal granted that undid something? Then this result gives no offices any more."""
    return _appeals(seat_vote).filter(state=Appeal.State.GRANTED, anew_by=None).exists()


def in_order(seat_vote: SeatVote) -> Sequence[Candidacy | None]:
    """Those who can be given an office, in the order of the count: the winners, then whoever the rule put next.

    Left out: who gave up, who has no account, who moved away, and whom no ballot names. A seat of a list that has nobody
    left is None (see `list_seats`).
    """
    election = seat_vote.election
    outcome = election.result.outcome
    if not outcome["winners"]:
        return []
    if lists.of_lists(election):
        return list_seats.in_order(seat_vote, _able(seat_vote))
    named = {
        code
        for choices in CastBallot.objects.filter(election=election).values_list(
            "choices", flat=True
        )
        for code, _value in choices
    }
    order = [*outcome["winners"], *(one for one in outcome["order"] if one in named)]
    found = {one.option.code: one for one in _able(seat_vote).values() if one.option is not None}
    return [found[code] for code in dict.fromkeys(order) if code in found]


def _able(seat_vote: SeatVote) -> dict[int, Candidacy]:
    """Number → those who stood and can take an office: they did not give up, live here and have an account."""
    residents = law_queries.residents(seat_vote.election.unit, clock.today())
    here = set(residents.values_list("person", flat=True))
    rows = seat_vote.candidacies.select_related("option", "person__account")
    return {
        one.pk: one
        for one in rows
        if one.given_up_on is None
        and one.person_id in here
        and one.person.account is not None
        and one.person.account.is_active
    }


def next_of_list(seat_vote: SeatVote, office: Office) -> Candidacy | None:
    """Who follows on an office that somebody of a list held: the next of the same list who holds none and can."""
    return list_seats.next_for(seat_vote, office, _able(seat_vote))


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


def vacated(seat_vote: SeatVote) -> list[Office]:
    """Offices that the election gave to somebody of a list, whose term ended early, and which nobody holds or is to hold.

    The end of a term can be appealed: only once it cannot any more is the office vacated.
    """
    today = clock.today()
    given = seat_vote.candidacies.exclude(list=None).exclude(office=None).values("office")
    offices = Office.objects.filter(pk__in=given, ended_on=None).order_by("pk")
    runs = Q(ended_early_on=None) | Q(ended_early_on__gt=today)
    taken = OfficeTerm.objects.filter(runs, office__in=given, ends__gte=today)
    waits = Invitation.objects.filter(office__in=given, term=None, ended_on=None)
    left = offices.exclude(pk__in=taken.values("office")).exclude(pk__in=waits.values("office"))
    ended = OfficeTerm.objects.filter(
        office__in=given, ends__gte=today, ended_early_on__lte=today, starts__lt=F("ended_early_on")
    )
    last = dict(ended.order_by("ended_early_on").values_list("office", "ended_early_on"))
    # Who was elected to two offices on both sides of a review, and did not choose this one.
    unchosen = set(
        Invitation.objects.filter(office__in=given, term=None, ended_on__lte=today)
        .exclude(choose_by=None)
        .values_list("office", flat=True)
    )
    return [
        one
        for one in left
        if (one.pk in last and law.objections_end(last[one.pk]) < today)
        or (one.pk in unchosen and one.pk not in last)
    ]


def of_lists_seated() -> list[SeatVote]:
    """Elections of lists whose seats were given, and whose term runs."""
    today = clock.today()
    rows = seat_votes().filter(
        election__rule__in=[code for code, rule in rules().items() if rule.lists is not None],
        result__state=PeoplesResult.State.CONFIRMED,
        starts__lte=today,
        ends__gte=today,
    )
    return list(rows.select_related("election__unit", "election__result", "body"))


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
