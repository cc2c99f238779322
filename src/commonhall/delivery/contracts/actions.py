"""What may be done with contracts, grants and functions: call, award, end; hand over, take back."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.core.models import in_language
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery import search
from commonhall.delivery.contracts.models import Contract
from commonhall.delivery.plan.models import Item
from commonhall.delivery.preconditions import held_by_own_body
from commonhall.people.organisations.models import Organisation
from commonhall.places.models import Unit

State, Method = Contract.State, Contract.Method


@action(
    "delivery.publish_call",
    by=Kind.OFFICE,
    power="award-contracts",
    title=_("Publish a call"),
    done=_("Call for a contract or grant published"),
    place=lambda unit, **_arguments: unit.pk,
)
def publish_call(
    ctx: Context,
    names: dict[str, str],
    unit: Unit,
    closes_on: date,
    item: Item | None = None,
    grant: bool = False,
) -> Contract:
    """Say in public what is wanted and until when one may offer."""
    if not in_language(names).strip():
        raise BadInput("names", _("Give it a name."))
    if closes_on < ctx.today:
        raise BadInput("closes_on", _("The call must close today or later."))
    contract = ctx.save(
        Contract(
            names=names, unit=unit, item=item, grant=grant, body_id=ctx.actor.body_id,
            published_on=ctx.today, closes_on=closes_on,
        )
    )  # fmt: skip
    if item is not None:
        ctx.link(item, contract, "contracted")
    search.index(contract)
    return contract


@action(
    "delivery.award_contract",
    by=Kind.OFFICE,
    power="award-contracts",
    title=_("Award it"),
    done=_("Contract or grant awarded"),
    subject="contract",
    place=lambda contract, **_arguments: contract.unit_id,
    amount=lambda amount, **_arguments: amount,
    concerns=lambda organisation, contract, **_arguments: [organisation.ref, contract.ref],
    guard=held_by_own_body("contract", State.TENDER),
)
def award_contract(
    ctx: Context, contract: Contract, organisation: Organisation, amount: int, bids: int,
    reason: str, ends: date,
) -> Contract:  # fmt: skip
    """Give it to somebody, with the reason, the sum and how many had offered."""
    if amount <= 0:
        raise BadInput("amount", _("An amount must be above nought."))
    if bids < 1:
        raise BadInput("bids", _("At least the winner must have offered."))
    if not reason.strip():
        raise BadInput("reason", _("Say why this one."))
    if ends < ctx.today:
        raise BadInput("ends", _("It ends before it begins."))
    if contract.closes_on and ctx.today <= contract.closes_on:
        raise Refused("state", "call-open", _("The call is still open: others may offer."))
    ctx.note(amount=str(amount), bids=bids, organisation=organisation.ref)
    contract.organisation = organisation
    contract.amount = amount
    contract.bids = bids
    contract.reason = reason.strip()
    contract.awarded_on = ctx.today
    contract.ends = ends
    contract.state = State.ACTIVE
    return ctx.save(contract)


@action(
    "delivery.end_contract",
    by=Kind.OFFICE,
    power="award-contracts",
    title=_("Report as fulfilled, or cancel"),
    done=_("Contract or grant ended"),
    subject="contract",
    place=lambda contract, **_arguments: contract.unit_id,
    guard=held_by_own_body("contract", State.TENDER, State.ACTIVE),
)
def end_contract(ctx: Context, contract: Contract, fulfilled: bool) -> Contract:
    """It was fulfilled, or it is cancelled."""
    if fulfilled and contract.state != State.ACTIVE:
        raise BadInput("fulfilled", _("Only what was awarded can be fulfilled."))
    contract.state = State.COMPLETE if fulfilled else State.CANCELLED
    return ctx.save(contract)
