"""Meetings of a round table: its convener says when and where the parties meet, and ends or cancels it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Flag, Moment, Words
from commonhall.consultations.meetings import chairs, search
from commonhall.consultations.meetings.actions import ONLINE, RIGHT, check_end
from commonhall.consultations.meetings.models import Meeting, SpeakingTurn
from commonhall.consultations.meetings.speaking_actions import end_turn
from commonhall.consultations.round_tables.models import RoundTable
from commonhall.consultations.round_tables.seats import Open, convenes
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused

State = Meeting.State


def _convened(actor: Actor, table: RoundTable) -> None:
    if not convenes(actor, table):
        raise Refused("state", "not-yours", _("The party that convened the round table does this."))
    if table.state != Open:
        raise Refused("state", "over", _("This round table has been concluded."))


@action(
    "consultations.meet",
    by=chairs.RUNS,
    right=RIGHT,
    title=_("Set a meeting of the parties"),
    done=_("Meeting of a round table set"),
    allows=_convened,
)
def meet(
    ctx: Context,
    table: RoundTable,
    starts_at: Annotated[datetime, Moment(_("Begins"))],
    ends_at: Annotated[datetime, Moment(_("Ends"))],
    where: Annotated[str, Words(_("Venue"), most=200, empty=_("Enter the venue."))],
    online: Annotated[str, ONLINE] = "",
    open_to_all: Annotated[
        bool,
        Flag(
            _("Everybody may come"),
            _("They are counted and may ask to speak; the parties alone agree."),
        ),
    ] = False,
) -> Meeting:
    """Say when and where the parties meet. Each is told, with the place and the hour for their calendar."""
    if starts_at <= ctx.occurred_at:
        raise BadInput("starts_at", _("Enter a day and an hour that are still to come."))
    check_end(starts_at, ends_at)
    made = ctx.save(
        Meeting(
            title=table.title,
            about=table.about,
            unit_id=table.unit_id,
            body_id=table.body_id,
            table=table,
            open_to_all=open_to_all,
            where=where,
            online=online,
            starts_at=starts_at,
            ends_at=ends_at,
            at=ctx.occurred_at,
        )
    )
    ctx.follow(table, ctx.actor.account)
    search.index_meeting(made)
    ctx.subject = table.ref
    ctx.note(starts_at=starts_at.isoformat())
    return made


def _to_come(actor: Actor, meeting: Meeting) -> None:
    _of_a_table(actor, meeting)
    if clock.now() >= meeting.starts_at:
        raise Refused("state", "begun", _("This meeting has begun. You can end it instead."))


def _of_a_table(actor: Actor, meeting: Meeting) -> None:
    if meeting.table is None:
        raise Refused("state", "wrong-state", _("This is not a meeting of a round table."))
    chairs.must_run(actor, meeting)
    if meeting.state != State.ANNOUNCED:
        raise Refused(
            "state",
            "wrong-state",
            _("You cannot do this while the meeting is in its current state."),
        )


@action(
    "consultations.cancel_meeting",
    by=chairs.RUNS,
    right=RIGHT,
    title=_("Cancel this meeting of the parties"),
    done=_("Meeting of a round table cancelled"),
    allows=_to_come,
)
def cancel_meeting(ctx: Context, meeting: Meeting) -> Meeting:
    """It is not held. The parties are told."""
    meeting.state = State.CALLED_OFF
    made = ctx.save(meeting)
    ctx.subject = RoundTable.ref_of(meeting.table_id or 0)
    return made


def _begun(actor: Actor, meeting: Meeting) -> None:
    _of_a_table(actor, meeting)
    if clock.now() < meeting.starts_at:
        raise Refused("state", "not-yet", _("This meeting has not started yet."))


@action(
    "consultations.end_meeting",
    by=chairs.RUNS,
    right=RIGHT,
    title=_("End this meeting of the parties"),
    done=_("Meeting of a round table ended"),
    allows=_begun,
)
def end_meeting(ctx: Context, meeting: Meeting) -> Meeting:
    """It is over. Its minutes stand as they were written, line by line, and nobody changes them any more."""
    if not meeting.lines.exists():
        raise Refused("state", "no-minutes", _("Write at least one line of the minutes first."))
    for turn in meeting.turns.filter(state=SpeakingTurn.State.SPEAKING):
        end_turn(ctx, turn)
    for turn in meeting.turns.filter(state=SpeakingTurn.State.WAITING):
        turn.state = SpeakingTurn.State.WITHDRAWN
        ctx.save(turn)
    meeting.state, meeting.closed_at = State.HELD, ctx.occurred_at
    made = ctx.save(meeting)
    ctx.subject = RoundTable.ref_of(meeting.table_id or 0)
    return made
