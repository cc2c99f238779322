"""Answers to invitations, and what the System does by the clock: free seats of the silent, remind of commitments."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Words
from commonhall.consultations.conversations.participation import EVERYBODY
from commonhall.consultations.round_tables.models import Agreement, Commitment, RoundTable, Seat
from commonhall.consultations.round_tables.seats import RIGHT, seat_of, seated, touch
from commonhall.consultations.round_tables.settling import settle_all
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.queries import deadline_days

WATCH, REMIND = "watch-deadlines", "remind-commitment"
COMES = [(one.value, one.label) for one in (Seat.Answer.ACCEPTED, Seat.Answer.DECLINED)]


def _invited(actor: Actor, table: RoundTable) -> None:
    if seated(table, actor).answer:
        raise Refused("state", "answered", _("Your party has answered this invitation."))


@action(
    "consultations.answer_invitation",
    by=EVERYBODY,
    right=RIGHT,
    title=_("Answer the invitation"),
    done=_("A party answered the invitation to a round table"),
    told=lambda seat: (
        gettext("Thank you. You have a seat at the table.")
        if seat.left_at is None
        else gettext("Thank you. You have declined the invitation.")
    ),
    allows=_invited,
)
def answer_invitation(
    ctx: Context,
    table: RoundTable,
    answer: Annotated[
        str,
        Choice(
            _("Do you come?"),
            choices=COMES,
            radio=True,
            empty=_("Choose whether you come."),
        ),
    ],
    reason: Annotated[
        str,
        Words(_("Why"), _("Public. Needed if you do not come."), most=1000, long=True),
    ] = "",
) -> Seat:
    """Accept the invitation, or decline it with your reasons. What the others agree then needs no word of yours."""
    if answer == Seat.Answer.DECLINED and not reason:
        raise BadInput("reason", _("Enter why you do not come."))
    seat = seat_of(table, ctx.actor)
    assert seat is not None  # the guard has seen to it
    seat.answer, seat.answered_at, seat.reason = answer, ctx.occurred_at, reason
    if answer == Seat.Answer.DECLINED:
        seat.left_at = ctx.occurred_at
    made = ctx.save(seat)
    touch(ctx, table)
    ctx.note(answer=answer)
    if seat.left_at is not None:
        settle_all(ctx, table.pk)
    return made


def _silent(_actor: Actor, seat: Seat) -> None:
    if seat.answer or seat.left_at is not None or seat.answer_by is None:
        raise Refused("state", "wrong-state", _("This invitation has been answered."))
    if clock.today() <= seat.answer_by:
        raise Refused("state", "in-time", _("There is still time to answer."))


@action(
    "consultations.vacate_seat",
    by=Kind.SYSTEM,
    power=WATCH,
    title=_("Free the seat of a party that did not answer"),
    done=_("A party did not answer the invitation in time"),
    place=lambda seat: seat.table.unit_id,
    allows=_silent,
)
def vacate_seat(ctx: Context, seat: Seat) -> Seat:
    """The day to answer has passed. What the others agree needs no word of this party any more."""
    seat.answer, seat.answered_at = Seat.Answer.SILENT, ctx.occurred_at
    seat.left_at = ctx.occurred_at
    made = ctx.save(seat)
    ctx.subject = RoundTable.ref_of(seat.table_id)
    settle_all(ctx, seat.table_id)
    return made


def reminds(commitment: Commitment) -> bool:
    """Is a letter due today: some days before its day, or after it?"""
    today, found = clock.today(), deadline_days(REMIND, clock.today())
    if commitment.reminded == 0 and commitment.due_on >= today:
        return found is not None and today >= commitment.due_on - timedelta(days=found[0])
    return commitment.reminded < 2 and commitment.due_on < today


def _waits(_actor: Actor, commitment: Commitment) -> None:
    agreed = commitment.agreement.state == Agreement.State.AGREED
    if commitment.state != Commitment.State.PENDING or not agreed:
        raise Refused("state", "wrong-state", _("Nobody waits for this commitment."))
    if not reminds(commitment):
        raise Refused("state", "in-time", _("No reminder is due."))


@action(
    "consultations.remind_commitment",
    by=Kind.SYSTEM,
    power=WATCH,
    title=_("Remind of a commitment"),
    done=_("Reminded of a commitment at a round table"),
    place=lambda commitment: commitment.agreement.item.table.unit_id,
    allows=_waits,
)
def remind_commitment(ctx: Context, commitment: Commitment) -> Commitment:
    """Before its day all parties are told that it comes; after it, that nobody has said whether it was kept."""
    commitment.reminded = 1 if commitment.due_on >= ctx.today else 2
    made = ctx.save(commitment)
    ctx.subject = commitment.agreement.item.table.ref
    ctx.note(due_on=str(commitment.due_on))
    return made
