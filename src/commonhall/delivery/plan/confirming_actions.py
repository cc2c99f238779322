"""What residents say of a delivered part of the plan."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Either, Words
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery.plan.models import Item, ItemConfirmation

State = Item.State


def _delivered(_actor: Actor, item: Item) -> None:
    if item.state != State.DONE:
        raise Refused("state", "wrong-state", _("It has not been reported as delivered."))


@action(
    "delivery.confirm_item",
    by=Kind.PERSON,
    right="take-part",
    verified=True,
    title=_("Say whether it is as promised"),
    done=_("A resident said whether it is as promised"),
    allows=_delivered,
    notifies=False,
)
def confirm_item(
    ctx: Context,
    item: Item,
    good: Annotated[bool, Either(_("Is it as promised?"))],
    text: Annotated[str, Words(_("In your own words"), most=2000, long=True)] = "",
) -> ItemConfirmation:
    """A resident's word on a delivered project; it can be changed."""
    if not good and not text:
        raise BadInput("text", _("Enter what is not as promised."))
    known: ItemConfirmation | None = item.confirmations.filter(
        person_id=ctx.actor.person_id
    ).first()
    word = known or ItemConfirmation(item=item, person_id=ctx.actor.person_id)
    ctx.note(good=good)
    word.good = good
    word.text = text
    word.at = ctx.occurred_at
    ctx.save(word)
    ctx.link(item, word, "confirmed")
    return word
