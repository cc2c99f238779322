"""What an election held here gives, once nobody can object any more: offices and the mandate, in one action."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.undoing import put_back
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.decisions.seats import law, lists, queries
from commonhall.decisions.seats.models import Candidacy, SeatVote
from commonhall.decisions.seats.queries import seat_vote_of
from commonhall.decisions.votes.allowing import unit_of, while_in
from commonhall.decisions.votes.models import Election
from commonhall.law.results import taking_effect
from commonhall.law.results.models import Elected, PeoplesResult
from commonhall.people.bodies.models import Body, Office

State, Kinds = Election.State, SeatVote.Kind


def _may_seat(actor: Actor, election: Election) -> None:
    seat_vote = seat_vote_of(election)
    while_in(State.COUNTED)(actor, election)
    if seat_vote.result_id is not None:
        raise Refused("state", "seated", _("This election has already given its offices."))
    last = queries.objections_end(election)
    if last is None or clock.today() <= last:
        raise Refused("state", "not-due", _("People can still object to this result."))
    if queries.granted(seat_vote):
        raise Refused(
            "state",
            "appeal-granted",
            _(
                "An appeal was granted, so this result gives no offices. A new election is held once it is annulled."
            ),
        )
    if queries.appealed(seat_vote):
        raise Refused(
            "state", "appealed", _("An appeal against this election has not been decided yet.")
        )
    starts = max(seat_vote.starts, clock.today())
    _check_body(seat_vote)
    if not any(queries.in_order(seat_vote)):
        raise Refused("state", "nobody-elected", _("Nobody was elected who takes the office."))
    if not queries.free_offices(seat_vote, starts):
        raise Refused("state", "office-held", _("Somebody else holds these offices by now."))


def _check_body(seat_vote: SeatVote) -> None:
    """Raises `Refused` where the body, its term or its mandate is no longer what it was when the election was called."""
    first = max(seat_vote.starts, clock.today())
    if seat_vote.body.ended_on is not None or seat_vote.ends < first:
        raise Refused("state", "over", _("This term is already over. Hold a new election."))
    until = queries.mandate_until(seat_vote.body, first)
    whole = seat_vote.kind == Kinds.ELECTION
    if whole and until is not None:
        raise Refused(
            "state", "mandate-runs", _("This body holds a mandate that runs on that day.")
        )
    if not whole and (until is None or until < seat_vote.ends):
        raise Refused(
            "state", "no-mandate", _("The mandate that the by-election was for has ended.")
        )


@action(
    "decisions.seat_elected",
    by=Kind.SYSTEM,
    power=law.SEAT,
    undo=put_back,
    title=_("Give the offices to those elected"),
    done=_("Offices and mandate given by election"),
    place=unit_of,
    allows=_may_seat,
    no_door="done by the System when nobody can object any more",
)
def seat_elected(ctx: Context, election: Election) -> PeoplesResult:
    """Nobody can object any more: those elected hold their offices for the term, and the body its mandate. The person whom the count puts next follows those who declined."""
    seat_vote = seat_vote_of(election)
    starts = max(seat_vote.starts, ctx.today)
    assert election.counted_at is not None
    result = ctx.save(
        PeoplesResult(
            body=seat_vote.body,
            kind=seat_vote.kind,
            held_on=timezone.localdate(election.closes_at or election.counted_at),
            digest=election.set_root,
            starts=starts,
            ends=seat_vote.ends,
            state=PeoplesResult.State.CONFIRMED,
            entered_by_id=election.body_id,
            decided_by=Body.objects.get(pk=ctx.actor.body_id),
            decided_on=ctx.today,
        )
    )
    offices = queries.free_offices(seat_vote, starts)
    pairs = [
        (office, candidacy)
        for office, candidacy in zip(offices, queries.in_order(seat_vote), strict=False)
        if candidacy is not None
    ]
    for office, candidacy in pairs:
        _give(ctx, result, office, candidacy)
    taking_effect.take_effect(ctx, result)
    seat_vote.result = ctx.save(result)
    ctx.save(seat_vote)
    ctx.link(election, result, "gave-offices")
    ctx.note(
        seats=len(pairs),
        empty=[one.ref for one in offices if one not in {office for office, _one in pairs}] or None,
        result=result.ref,
        body=seat_vote.body.ref,
    )
    return result


def _give(ctx: Context, result: PeoplesResult, office: Office, candidacy: Candidacy) -> Elected:
    """Write down who is elected to an office."""
    assert candidacy.person is not None
    assert candidacy.person.account is not None
    candidacy.office = office
    ctx.save(candidacy)
    email = candidacy.person.account.email
    return ctx.save(Elected(result=result, office=office, email=email))


# --- a seat of a list that became empty -----------------------------------------------------------
def _may_fill(actor: Actor, election: Election) -> None:
    seat_vote = seat_vote_of(election)
    lists.require_lists(election, wanted=True)
    result = seat_vote.result
    if result is None or result.state != PeoplesResult.State.CONFIRMED:
        raise Refused("state", "not-seated", _("This election has given no offices."))
    assert result.decided_on is not None
    if clock.today() <= law.objections_end(result.decided_on):
        raise Refused("state", "not-due", _("People can still object to this result."))
    if queries.granted(seat_vote) or queries.appealed(seat_vote):
        raise Refused(
            "state", "appealed", _("An appeal against this election has not been decided yet.")
        )
    until = queries.mandate_until(seat_vote.body, clock.today())
    if seat_vote.body.ended_on is not None or until is None or seat_vote.ends < clock.today():
        raise Refused("state", "over", _("This term is already over. Hold a new election."))
    if not _successions(seat_vote):
        raise Refused(
            "state", "nobody-follows", _("No seat of a list is empty that can be filled.")
        )


def _successions(seat_vote: SeatVote) -> list[tuple[Office, Candidacy]]:
    """Each empty office with the next of its list."""
    pairs = ((one, queries.next_of_list(seat_vote, one)) for one in queries.vacated(seat_vote))
    return [(office, candidacy) for office, candidacy in pairs if candidacy is not None]


@action(
    "decisions.fill_list_seat",
    by=Kind.SYSTEM,
    power=law.SEAT,
    undo=put_back,
    title=_("Give an empty seat to the next of the list"),
    done=_("Empty seat given to the next of the list"),
    place=unit_of,
    allows=_may_fill,
    no_door="done by the System when a seat of a list has become empty",
)
def fill_list_seat(ctx: Context, election: Election) -> Candidacy:
    """Somebody elected on a list no longer holds the office, and nobody can appeal that any more: the next of the same list holds it for the rest of the term."""
    seat_vote = seat_vote_of(election)
    office, candidacy = _successions(seat_vote)[0]
    assert seat_vote.result is not None
    elected = _give(ctx, seat_vote.result, office, candidacy)
    taking_effect.seat(ctx, elected, ctx.today, seat_vote.ends)
    ctx.save(elected)
    ctx.note(office=office.ref, body=seat_vote.body.ref)
    return candidacy
