"""What may be done on the way: promise a milestone, show that it is done."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Day, Names, Words
from commonhall.actions.undoing import put_back
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery.plan.actions import State, parties, unit_of
from commonhall.delivery.plan.models import Item, Milestone
from commonhall.delivery.preconditions import (
    carried_out_by_own_body,
    check_no_group,
    check_own_body,
)
from commonhall.law.promises import ledger


@action(
    "delivery.add_milestone",
    by=Kind.OFFICE,
    power="carry-out-plans",
    remedy=owed.PROMISED,
    title=_("Promise a milestone"),
    done=_("Milestone promised"),
    place=unit_of,
    allows=carried_out_by_own_body(State.PLANNED, State.RUNNING),
)
def add_milestone(
    ctx: Context,
    item: Item,
    names: Annotated[dict[str, str], Names(_("Name"), empty=_("Enter a name."))],
    due_on: Annotated[date, Day(_("Promised for"))],
) -> Milestone:
    """A step that will be done by a day; it cannot be moved afterwards, only kept or broken."""
    if due_on < ctx.today:
        raise BadInput("due_on", _("Promise today or a later day."))
    made = ctx.save(Milestone(item=item, names=names, due_on=due_on))
    ledger.make(ctx, made, "milestone", body=item.body_id, unit=item.unit_id, day=due_on)
    return made


def _open(actor: Actor, milestone: Milestone) -> None:
    """The milestone belongs to what the actor's body carries out, and is not done yet."""
    check_own_body(actor, milestone.item, (State.PLANNED, State.RUNNING))
    check_no_group(milestone.item)
    if milestone.done_on is not None:
        raise Refused("state", "wrong-state", _("This milestone is not open here."))


@action(
    "delivery.finish_milestone",
    by=Kind.OFFICE,
    power="carry-out-plans",
    undo=put_back,
    title=_("Report a milestone as done"),
    done=_("Milestone done"),
    place=lambda milestone: milestone.item.unit_id,
    concerns=lambda milestone: parties(milestone.item),
    allows=_open,
)
def finish_milestone(
    ctx: Context,
    milestone: Milestone,
    proof: Annotated[
        str,
        Words(
            _("How people can see that it is done"),
            most=2000,
            long=True,
            empty=_("Enter how people can see that it is done."),
        ),
    ],
) -> Milestone:
    """Say how one can see that it is done."""
    # Who follows the part of the plan hears of it.
    ctx.subject = milestone.item.ref
    ctx.note(days_late=milestone.days_late(ctx.today))
    ledger.keep(ctx, milestone)
    milestone.done_on = ctx.today
    milestone.proof = proof
    return ctx.save(milestone)
