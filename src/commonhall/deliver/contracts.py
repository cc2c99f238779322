"""What may be done with contracts, grants and functions: call, award, end; hand over, take back."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from commonhall.acts.actors import Kind
from commonhall.acts.context import Context
from commonhall.acts.gate import act
from commonhall.acts.models import in_language
from commonhall.acts.refusals import BadInput, Refused
from commonhall.acts.stages import ActRequest
from commonhall.deliver import search
from commonhall.deliver.guards import held_by_own_body
from commonhall.deliver.models import Contract, Item, Transfer
from commonhall.law.models import Provision
from commonhall.people.models import Organisation
from commonhall.places.models import Unit
from commonhall.services.models import Service

State, Method = Contract.State, Contract.Method


@act(
    "deliver.publish_call",
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


@act(
    "deliver.award_contract",
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
    return ctx.save(
        contract, organisation=organisation, amount=amount, bids=bids, reason=reason.strip(),
        awarded_on=ctx.today, ends=ends, state=State.ACTIVE,
    )  # fmt: skip


@act(
    "deliver.end_contract",
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
    return ctx.save(contract, state=State.COMPLETE if fulfilled else State.CANCELLED)


# --- functions --------------------------------------------------------------------------------------
@act(
    "deliver.transfer_function",
    by=Kind.OFFICE,
    power="transfer-functions",
    title=_("Hand a function over"),
    done=_("Function handed over to an organisation"),
    subject="service",
    place=lambda service, **_arguments: service.unit_id,
    amount=lambda amount, **_arguments: amount,
    concerns=lambda organisation, **_arguments: [organisation.ref],
)
def transfer_function(
    ctx: Context,
    service: Service,
    organisation: Organisation,
    names: dict[str, str],
    standards: dict[str, str],
    amount: int,
    starts: date,
    ends: date,
    basis: Provision | None = None,
) -> Transfer:
    """An organisation with standing carries a service: with money, a standard, an end and a way back."""
    if organisation.state != Organisation.State.RECOGNISED:
        raise BadInput(
            "organisation", _("Only an organisation with standing can carry a function.")
        )
    if service.organisation_id:
        raise Refused("state", "handed-over", _("An organisation carries this service already."))
    if not in_language(standards).strip():
        raise BadInput("standards", _("Write the standard it must reach."))
    if amount < 0:
        raise BadInput("amount", _("An amount cannot be below nought."))
    if not ctx.today <= starts < ends:
        raise BadInput("ends", _("It starts today or later, and ends after that."))
    transfer = ctx.save(
        Transfer(
            service=service, organisation=organisation, body_id=service.body_id,
            names=names or service.names, standards=standards, amount=amount, starts=starts,
            ends=ends, basis=basis,
        )
    )  # fmt: skip
    ctx.save(service, organisation=organisation)
    ctx.link(service, transfer, "handed-over")
    ctx.link(transfer, organisation, "carried-by")
    search.index(transfer)
    ctx.note(amount=str(amount), organisation=organisation.ref)
    return transfer


@act(
    "deliver.take_back_function",
    by=Kind.OFFICE,
    power="transfer-functions",
    title=_("Take the function back"),
    done=_("Function taken back"),
    subject="transfer",
    place=lambda transfer, **_arguments: transfer.service.unit_id,
    concerns=lambda transfer, **_arguments: [Organisation.ref_of(transfer.organisation_id)],
    guard=lambda request: _carried(request),
)
def take_back_function(ctx: Context, transfer: Transfer, reason: str) -> Transfer:
    """The body carries the service itself again, with the reason."""
    if not reason.strip():
        raise BadInput("reason", _("Say why."))
    ctx.save(transfer.service.as_read(), organisation=None)
    return ctx.save(transfer, returned_on=ctx.today, why_returned=reason.strip())


def _carried(request: ActRequest) -> None:
    if request.arguments["transfer"].returned_on is not None:
        raise Refused("state", "wrong-state", _("This was taken back already."))
