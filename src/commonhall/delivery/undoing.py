"""What becomes of plan, contracts and functions when a review undoes what was done; what rests on them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.subscriptions import on
from commonhall.actions.undoing import rests, set_aside, stays
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.votes.models import Election
from commonhall.delivery.calls.models import (
    Call,
    CallQuestion,
    Offer,
)
from commonhall.delivery.contracts.models import Contract
from commonhall.delivery.functions.models import Transfer
from commonhall.delivery.pictures.models import AssetPicture, ItemPicture
from commonhall.delivery.plan.models import Amendment, Item
from commonhall.people.actors import system
from commonhall.services.services.models import Service

OPEN = (Item.State.PLANNED, Item.State.RUNNING)
# What is named of a thing on which very much rests.
MOST = 50


@set_aside(Item)
def stopped(ctx: Context, item: Item) -> bool:
    """Out of the plan: nothing is carried out, called for or paid on it any more."""
    if item.state == Item.State.STOPPED:
        return False
    item.state = Item.State.STOPPED
    return True


@set_aside(Contract)
def cancelled(ctx: Context, contract: Contract) -> bool:
    if contract.state not in (Contract.State.TENDER, Contract.State.ACTIVE):
        return False
    contract.state = Contract.State.CANCELLED
    return True


@set_aside(Transfer)
def void(ctx: Context, transfer: Transfer) -> bool:
    """The body carries the service again; the service's own former state is put back beside this."""
    if transfer.returned_on is not None:
        return False
    transfer.returned_on = ctx.today
    return True


@set_aside(Call)
def ended(ctx: Context, call: Call) -> bool:
    """It leads to nothing; sealed offers stay sealed."""
    if call.state in (Call.State.AWARDED, Call.State.ENDED):
        return False
    call.state = Call.State.ENDED
    return True


@set_aside(AssetPicture)
def removed(ctx: Context, picture: AssetPicture) -> bool:
    if picture.removed_on is not None:
        return False
    picture.removed_on = ctx.today
    return True


stays(Amendment, CallQuestion, ItemPicture, Offer)


# --- what rests on what -----------------------------------------------------------------------------
def _refs(*rows: Any) -> list[str]:
    return [one.ref for some in rows for one in some.order_by("pk")[:MOST]]


@rests(Item)
def on_an_item(item: Any) -> list[str]:
    return _refs(item.children.all(), item.contracts.all(), item.payments.all())


@rests(Contract)
def on_a_contract(contract: Any) -> list[str]:
    if contract.item is None or contract.organisation_id is None:
        return []
    return _refs(contract.item.payments.filter(organisation=contract.organisation_id))


@rests(Call)
def on_a_call(call: Any) -> list[str]:
    return _refs(Contract.objects.filter(pk=call.contract_id))


@rests(Service)
def on_a_service(service: Any) -> list[str]:
    return _refs(Transfer.objects.filter(service=service, returned_on=None))


def _planned_by(refs: list[str]) -> Any:
    return Item.objects.filter(about__in=refs)


@rests(Motion)
def on_a_motion(motion: Any) -> list[str]:
    return _refs(_planned_by([motion.ref]))


@rests(Election)
def on_a_vote(election: Any) -> list[str]:
    return _refs(_planned_by([election.ref, *(one.ref for one in election.options.all())]))


# --- what was planned by a decision that was annulled -------------------------------------------------
@action(
    "delivery.bar_item",
    by=Kind.SYSTEM,
    power="carry-out-votes",
    title=_("Stop what an annulled decision planned"),
    done=_("Stopped because the decision behind it was annulled"),
    place=lambda item: item.unit_id,
)
def bar_item(ctx: Context, item: Item) -> Item:
    """Nothing is carried out or paid on what was decided against the law."""
    item.state = Item.State.STOPPED
    return ctx.save(item)


@on("decisions.annul_motion")
@on("decisions.annul_election")
def bar_what_was_planned(ctx: Context, result: Any, arguments: dict[str, Any]) -> None:
    """Projects that come from an annulled decision stop in the same act."""
    refs = [result.ref]
    if isinstance(result, Election):
        refs += [one.ref for one in result.options.all()]
    for item in _planned_by(refs).filter(state__in=OPEN).order_by("pk"):
        ctx.perform_as(system(), bar_item, item=item)
