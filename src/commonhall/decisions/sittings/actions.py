"""What may be done with sittings: call, set the agenda, open, attend, close, call off."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Moment, PickMany, Words
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.sittings import chairs
from commonhall.decisions.sittings.models import Attendance, PutOff, Sitting
from commonhall.decisions.urgent import outcomes as urgent
from commonhall.decisions.urgent import queries as urgent_queries
from commonhall.law import queries as law_queries
from commonhall.people.actors import office_of

State = Sitting.State
RUN = "run-sittings"
NOTICE = "call-sitting"
# Days between the call and the sitting, where no provision says otherwise.
DAYS = 3


def notice_days(day: date) -> int:
    """How many days before it begins a sitting is called, and its agenda stands."""
    found = law_queries.deadline_days(NOTICE, day)
    return found[0] if found else DAYS


def unit_of(sitting: Sitting) -> int:
    return sitting.body.unit_id


def _may_call(actor: Actor, _thing: None) -> None:
    chairs.must_keep(actor)


@action(
    "decisions.call_sitting",
    by=Kind.OFFICE,
    nobody_concerned=exemptions.MEETING,
    remedy=owed.DONE_AGAIN,
    power=RUN,
    title=_("Call a sitting"),
    done=_("Sitting called"),
    allows=_may_call,
)
def call_sitting(
    ctx: Context,
    starts_at: Annotated[datetime, Moment(_("Start"))],
    where: Annotated[str, Words(_("Where"), _("A room, or how to join remotely."), most=200)],
    text: Annotated[str, Words(_("More details"), most=4000, long=True)] = "",
) -> Sitting:
    """Say in public when and where the body meets. What stands on its agenda can be voted on there."""
    days = notice_days(ctx.today)
    if timezone.localdate(starts_at) < ctx.today + timedelta(days=days):
        raise BadInput(
            "starts_at",
            _("Choose a start at least %(days)d days from now.") % {"days": days},
        )
    sitting = ctx.save(
        Sitting(
            body_id=ctx.actor.body_id,
            starts_at=starts_at,
            where=where,
            text=text,
            called_at=ctx.occurred_at,
        )
    )
    ctx.follow(sitting, ctx.actor.account)
    urgent.put_all_on(ctx, sitting)
    return sitting


def keeps(actor: Actor, sitting: Sitting, *states: State) -> None:
    """Raise `Refused` unless the actor keeps this sitting, and it stands as said."""
    of_own_body(actor, sitting, *states)
    chairs.must_keep(actor, sitting)


def of_own_body(actor: Actor, sitting: Sitting, *states: State) -> None:
    """Raise `Refused` unless the sitting is of the actor's body, and stands as said."""
    if sitting.body_id != actor.body:
        raise Refused("state", "other-body", _("This sitting belongs to another body."))
    if sitting.state not in states:
        raise Refused("state", "wrong-state", _("This sitting is over or was cancelled."))


def _not_over(actor: Actor, sitting: Sitting) -> None:
    keeps(actor, sitting, State.CALLED, State.OPEN)


@action(
    "decisions.set_agenda",
    by=Kind.OFFICE,
    remedy=owed.DONE_AGAIN,
    power=RUN,
    title=_("Set the agenda"),
    done=_("Agenda set"),
    place=unit_of,
    allows=_not_over,
)
def set_agenda(
    ctx: Context,
    sitting: Sitting,
    motions: Annotated[
        Sequence[Motion],
        PickMany(
            _("Motions, in order"),
            _("The numbers of motions waiting before this body, from their addresses."),
            rows_of=lambda sitting: _waiting(sitting),
            rows=lambda: Motion.objects.filter(state=Motion.State.OPEN),
            present=lambda sitting: " ".join(
                str(one.pk) for one in sitting.motions.order_by("order", "pk")
            ),
        ),
    ],
) -> Sitting:
    """What is voted on there, and in which order. What is left out waits for another sitting.

    From the last day of the call on, the agenda stands: only its order may still be changed.
    """
    motions = [one.as_read() for one in motions]
    for one in motions:
        if one.body_id != sitting.body_id or one.state != Motion.State.OPEN:
            raise BadInput(
                "motions", _("You can only add motions that are waiting before this body.")
            )
    chosen = {one.pk for one in motions}
    if left := urgent_queries.held_on_agenda(sitting.body_id, chosen):
        raise BadInput(
            "motions",
            _(
                "Motion %(number)d was decided urgently. It stays on the agenda until it is voted on."
            )
            % {"number": left.motion_id},
        )
    if _stands(sitting, ctx.today):
        _same(sitting, chosen)
    _take_off(ctx, sitting, chosen)
    for place, one in enumerate(motions, 1):
        one.sitting, one.order = sitting, place
        ctx.save(one)
    return ctx.save(sitting)


def _stands(sitting: Sitting, today: date) -> bool:
    """Is it too late to put anything on the agenda, or to take it off?"""
    last = timezone.localdate(sitting.starts_at) - timedelta(days=notice_days(today))
    return sitting.state == State.OPEN or today > last


def _same(sitting: Sitting, chosen: set[int]) -> None:
    """Raise `BadInput` unless exactly what was called stands on the agenda still."""
    there = set(sitting.motions.filter(state=Motion.State.OPEN).values_list("pk", flat=True))
    if added := sorted(chosen - there):
        raise BadInput(
            "motions",
            _(
                "It is too late to add motion %(number)d. The agenda for decisions is set when a sitting is called."
            )
            % {"number": added[0]},
        )
    if left := sorted(there - chosen):
        raise BadInput(
            "motions",
            _("Motion %(number)d is on the agenda. Postpone it and say why.") % {"number": left[0]},
        )


def _take_off(ctx: Context, sitting: Sitting, besides: Collection[int] = ()) -> None:
    """What is not decided leaves the agenda, but for those named."""
    for left in sitting.motions.filter(state=Motion.State.OPEN).exclude(pk__in=besides):
        left.sitting, left.order = None, 0
        ctx.save(left)


def _waiting(sitting: Sitting) -> QuerySet[Motion]:
    return Motion.objects.filter(body_id=sitting.body_id, state=Motion.State.OPEN)


def _begins(actor: Actor, sitting: Sitting) -> None:
    keeps(actor, sitting, State.CALLED)
    if sitting.starts_at > clock.now():
        raise Refused("state", "too-early", _("It has not started yet."))


@action(
    "decisions.open_sitting",
    by=Kind.OFFICE,
    remedy=owed.DECISION,
    power=RUN,
    title=_("Open the sitting"),
    done=_("Sitting opened"),
    place=unit_of,
    allows=_begins,
)
def open_sitting(ctx: Context, sitting: Sitting) -> Sitting:
    """From its hour on; what stands on the agenda can then be voted on and concluded at once."""
    sitting.state = State.OPEN
    sitting.opened_at = ctx.occurred_at
    attends(ctx, sitting)
    return ctx.save(sitting)


def _is_open(actor: Actor, sitting: Sitting) -> None:
    of_own_body(actor, sitting, State.OPEN)


@action(
    "decisions.attend_sitting",
    by=Kind.OFFICE,
    remedy=owed.DONE_AGAIN,
    power="vote-in-body",
    title=_("I am here"),
    done=_("Attending the sitting"),
    place=unit_of,
    allows=_is_open,
    notifies=False,
)
def attend_sitting(ctx: Context, sitting: Sitting) -> Sitting:
    """A member is there. Members who vote while it is open are, too."""
    attends(ctx, sitting)
    return sitting


def attends(ctx: Context, sitting: Sitting, office: int | None = None) -> None:
    office = office or office_of(ctx.actor)
    there = {"sitting": sitting, "office_id": office}
    if office and not (sitting.pk and Attendance.objects.filter(**there).exists()):
        ctx.save(Attendance(**there, at=ctx.occurred_at))


def _runs_now(actor: Actor, sitting: Sitting) -> None:
    keeps(actor, sitting, State.OPEN)


@action(
    "decisions.close_sitting",
    by=Kind.OFFICE,
    remedy=owed.DONE_AGAIN,
    power=RUN,
    title=_("Close the sitting"),
    done=_("Sitting closed"),
    place=unit_of,
    allows=_runs_now,
)
def close_sitting(ctx: Context, sitting: Sitting) -> Sitting:
    """It is over; what was not decided leaves the agenda and waits for another sitting."""
    for left in sitting.motions.filter(state=Motion.State.OPEN).order_by("order", "pk"):
        ctx.save(PutOff(sitting=sitting, motion=left, at=ctx.occurred_at))
    _take_off(ctx, sitting)
    sitting.state = State.CLOSED
    sitting.closed_at = ctx.occurred_at
    return ctx.save(sitting)


def _is_called(actor: Actor, sitting: Sitting) -> None:
    keeps(actor, sitting, State.CALLED)


@action(
    "decisions.call_off_sitting",
    by=Kind.OFFICE,
    remedy=owed.DONE_AGAIN,
    power=RUN,
    title=_("Cancel the sitting"),
    done=_("Sitting cancelled"),
    place=unit_of,
    allows=_is_called,
)
def call_off_sitting(
    ctx: Context,
    sitting: Sitting,
    reason: Annotated[
        str, Words(_("Why"), most=1000, long=True, empty=_("Enter why it is cancelled."))
    ],
) -> Sitting:
    """It does not take place; its motions wait for another one."""
    _take_off(ctx, sitting)
    sitting.state = State.CALLED_OFF
    sitting.closed_at = ctx.occurred_at
    sitting.text = "\n\n".join(filter(None, [sitting.text, reason]))
    return ctx.save(sitting)
