"""What a party itself will do, by when; whether it was kept is for the others to say."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Day, Words
from commonhall.consultations.conversations.participation import EVERYBODY
from commonhall.consultations.round_tables.models import Agreement, Commitment, RoundTable
from commonhall.consultations.round_tables.seats import RIGHT, party_while, seat_at, seated, touch
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.promises import ledger


def enter_promise(ctx: Context, commitment: Commitment, table: RoundTable) -> None:
    """What a body commits itself to, and all have agreed, enters the ledger of promises."""
    body = commitment.seat.body_id
    if body is not None:
        ledger.make(
            ctx, commitment, "commitment", body=body, unit=table.unit_id, day=commitment.due_on
        )


@action(
    "consultations.commit",
    by=EVERYBODY,
    right=RIGHT,
    title=_("Make a commitment"),
    done=_("A party made a commitment at a round table"),
    allows=party_while(Agreement.State.PROPOSED, Agreement.State.AGREED),
)
def commit(
    ctx: Context,
    agreement: Agreement,
    text: Annotated[
        str, Words(_("What we will do"), most=500, long=True, empty=_("Enter what you will do."))
    ],
    due_on: Annotated[date, Day(_("Due day"))],
) -> Commitment:
    """Say what one's own party will do, and by when. Nobody commits another."""
    if due_on < ctx.today:
        raise BadInput("due_on", _("Enter today or a later day."))
    table = agreement.item.table
    seat = seat_at(ctx, table)
    touch(ctx, table)
    ctx.note(due_on=str(due_on))
    made = ctx.save(Commitment(agreement=agreement, seat=seat, text=text, due_on=due_on))
    if agreement.state == Agreement.State.AGREED:
        enter_promise(ctx, made, table)
    return made


def _another_party(actor: Actor, commitment: Commitment) -> None:
    seat = seated(commitment.agreement.item.table, actor, concluded=True)
    if seat.pk == commitment.seat_id:
        raise Refused("state", "own", _("The other parties must say whether it was kept."))
    if commitment.agreement.state != Agreement.State.AGREED:
        raise Refused(
            "state", "not-agreed", _("It is binding once everybody agrees to the proposal.")
        )


@action(
    "consultations.mark_commitment",
    by=EVERYBODY,
    right=RIGHT,
    title=_("Say whether it was kept"),
    done=_("Commitment marked kept or broken"),
    allows=_another_party,
)
def mark_commitment(
    ctx: Context,
    commitment: Commitment,
    verdict: Annotated[
        str,
        Choice(
            _("Was it kept?"),
            choices=[
                (one.value, one.label) for one in (Commitment.State.KEPT, Commitment.State.BROKEN)
            ],
            empty=_("Choose kept or broken."),
        ),
    ],
    text: Annotated[
        str, Words(_("How we know"), most=1000, long=True, empty=_("Enter how you know."))
    ],
) -> Commitment:
    """Another party says whether a commitment was kept; broken only after its day."""
    if verdict == Commitment.State.BROKEN and ctx.today <= commitment.due_on:
        raise BadInput("verdict", _("Its day has not passed yet, so it cannot be broken."))
    table = commitment.agreement.item.table
    touch(ctx, table)
    ctx.note(verdict=verdict)
    if verdict == Commitment.State.KEPT:
        # It counts as kept on the day on which another party says so.
        ledger.keep(ctx, commitment)
    commitment.state = verdict
    commitment.word = text
    commitment.marked_by = seat_at(ctx, table)
    commitment.marked_at = ctx.occurred_at
    return ctx.save(commitment)
