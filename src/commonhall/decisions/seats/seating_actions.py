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
from commonhall.decisions.seats import law, queries
from commonhall.decisions.seats.models import SeatVote
from commonhall.decisions.seats.queries import seat_vote_of
from commonhall.decisions.votes.allowing import unit_of, while_in
from commonhall.decisions.votes.models import Election
from commonhall.law.results import taking_effect
from commonhall.law.results.models import Elected, PeoplesResult
from commonhall.people.bodies.models import Body

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
    if not queries.in_order(seat_vote):
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
    pairs = list(zip(offices, queries.in_order(seat_vote), strict=False))
    for office, candidacy in pairs:
        assert candidacy.person is not None
        assert candidacy.person.account is not None
        ctx.save(Elected(result=result, office=office, email=candidacy.person.account.email))
        candidacy.office = office
        ctx.save(candidacy)
    taking_effect.take_effect(ctx, result)
    seat_vote.result = ctx.save(result)
    ctx.save(seat_vote)
    ctx.link(election, result, "gave-offices")
    ctx.note(
        seats=len(pairs),
        empty=[one.ref for one in offices[len(pairs) :]] or None,
        result=result.ref,
        body=seat_vote.body.ref,
    )
    return result
