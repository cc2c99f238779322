"""What the System does with initiatives by the clock and by the count: oblige a body, let lapse, note a delay."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.consultations.initiatives import counting, kinds, search
from commonhall.consultations.initiatives.models import Initiative
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.law import entries, queries
from commonhall.law.promises import ledger

State = Initiative.State
WATCH = "watch-deadlines"


def _is_reached(_actor: Actor, initiative: Initiative) -> None:
    enough = counting.tally_of(initiative).signed >= initiative.needed
    if initiative.state != State.OPEN or initiative.is_hidden or not enough:
        raise Refused(
            "state",
            "wrong-state",
            _("There are not enough signatures yet, or the number was reached before."),
        )


@action(
    "consultations.oblige_initiative",
    by=Kind.SYSTEM,
    power=WATCH,
    title=_("Oblige a body to answer an initiative"),
    done=_("Enough signatures: a body must answer"),
    allows=_is_reached,
)
def oblige_initiative(ctx: Context, initiative: Initiative) -> Initiative:
    """Enough signed. The body that the law names owes an answer by a day, which is a promise from now on."""
    initiative.state, initiative.reached_on = State.REACHED, ctx.today
    initiative.due_on = queries.due_day(kinds.ANSWER, ctx.today, initiative.kind)
    if initiative.due_on is not None:
        ledger.make(
            ctx,
            initiative,
            "answer",
            body=initiative.body_id,
            unit=initiative.unit_id,
            day=initiative.due_on,
        )
    ctx.note(
        signatures=counting.tally_of(initiative).signed,
        needed=initiative.needed,
        due_on=initiative.due_on and initiative.due_on.isoformat(),
    )
    return ctx.save(initiative)


def _is_over(_actor: Actor, initiative: Initiative) -> None:
    if initiative.state != State.OPEN or initiative.is_hidden:
        raise Refused("state", "wrong-state", _("It is not collecting signatures any more."))
    if clock.today() <= initiative.closes_on:
        raise Refused("state", "in-time", _("There is still time to sign."))


@action(
    "consultations.lapse_initiative",
    by=Kind.SYSTEM,
    power=WATCH,
    title=_("Close an initiative whose time is over"),
    done=_("Initiative closed: not enough signatures"),
    allows=_is_over,
)
def lapse_initiative(ctx: Context, initiative: Initiative) -> Initiative:
    """The time to sign is over and too few did. Somebody may begin it again."""
    ctx.note(signatures=counting.tally_of(initiative).signed, needed=initiative.needed)
    initiative.state, initiative.decided_at = State.LAPSED, ctx.occurred_at
    made = ctx.save(initiative)
    search.index_initiative(made)
    return made


def _is_late(_actor: Actor, initiative: Initiative) -> None:
    if initiative.state != State.REACHED or initiative.overdue_on is not None:
        raise Refused(
            "state", "wrong-state", _("This has already been decided or recorded as late.")
        )
    if not initiative.days_late(clock.today()):
        raise Refused("state", "in-time", _("The answer is not due yet."))


@action(
    "consultations.mark_initiative_overdue",
    by=Kind.SYSTEM,
    power=WATCH,
    title=_("Put the delay of an answer on the record"),
    done=_("The answer to an initiative is overdue"),
    remedy=_("The delay stays on the record. The body answers by the day that the review sets."),
    allows=_is_late,
)
def mark_initiative_overdue(ctx: Context, initiative: Initiative) -> Initiative:
    """The day has passed and nobody answered. Everybody concerned can appeal the delay."""
    ctx.note(due_on=str(initiative.due_on))
    initiative.overdue_on = ctx.today
    return ctx.save(initiative)


entries.DELAYS.add("consultations.mark_initiative_overdue")
