"""What may be done on the way: promise a milestone, show that it is done, record a payment."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Amount, Day, Names, Pick, Words
from commonhall.actions.undoing import put_back
from commonhall.core.money import require_hall_currency
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery.plan.actions import State, parties, unit_of
from commonhall.delivery.plan.models import Item, Milestone, Payment
from commonhall.delivery.plan.queries import recognised_organisations
from commonhall.delivery.preconditions import check_own_body, held_by_own_body
from commonhall.people.organisations.models import Organisation


@action(
    "delivery.add_milestone",
    by=Kind.OFFICE,
    power="carry-out-plans",
    remedy=owed.LOOKED_AT,
    title=_("Promise a milestone"),
    done=_("Milestone promised"),
    place=unit_of,
    allows=held_by_own_body(State.PLANNED, State.RUNNING),
)
def add_milestone(
    ctx: Context,
    item: Item,
    names: Annotated[dict[str, str], Names(_("Name"), empty=_("Give it a name."))],
    due_on: Annotated[date, Day(_("Promised for"))],
) -> Milestone:
    """A step that will be done by a day; it cannot be moved afterwards, only kept or broken."""
    if due_on < ctx.today:
        raise BadInput("due_on", _("Promise a day from today on."))
    return ctx.save(Milestone(item=item, names=names, due_on=due_on))


def _open(actor: Actor, milestone: Milestone) -> None:
    """The milestone belongs to what the actor's body carries out, and is not done yet."""
    check_own_body(actor, milestone.item, (State.PLANNED, State.RUNNING))
    if milestone.done_on is not None:
        raise Refused("state", "wrong-state", _("This milestone is not open here."))


@action(
    "delivery.finish_milestone",
    by=Kind.OFFICE,
    power="carry-out-plans",
    undo=put_back,
    title=_("Milestone is done"),
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
            _("How one can see that it is done"),
            most=2000,
            long=True,
            empty=_("Say how one can see that it is done."),
        ),
    ],
) -> Milestone:
    """Say how one can see that it is done."""
    # Who follows the part of the plan hears of it.
    ctx.subject = milestone.item.ref
    ctx.note(days_late=milestone.days_late(ctx.today))
    milestone.done_on = ctx.today
    milestone.proof = proof
    return ctx.save(milestone)


@action(
    "delivery.record_payment",
    by=Kind.OFFICE,
    power="spend",
    remedy=owed.CLAIMED_BACK,
    title=_("Record a payment"),
    done=_("Payment recorded"),
    place=unit_of,
    concerns=parties,
    allows=held_by_own_body(State.PLANNED, State.RUNNING, State.DONE),
    second_factor=True,
)
def record_payment(
    ctx: Context,
    item: Item,
    amount: Annotated[int, Amount(_("Amount"), amount=True)],
    purpose: Annotated[str, Words(_("What for"), most=160, empty=_("Say what it was paid for."))],
    organisation: Annotated[
        Organisation | None,
        Pick(_("To whom"), rows=recognised_organisations, concerned=True),
    ] = None,
) -> Payment:
    """Publish a payment as it happens."""
    if amount <= 0:
        raise BadInput("amount", _("An amount must be above nought."))
    require_hall_currency(item.currency, "amount")
    ctx.note(amount=str(amount), currency=item.currency)
    return ctx.save(
        Payment(
            item=item,
            amount=amount,
            currency=item.currency,
            on=ctx.today,
            organisation=organisation,
            purpose=purpose,
        )
    )
