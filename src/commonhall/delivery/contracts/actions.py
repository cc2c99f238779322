"""What may be done with contracts and grants: call, award, end."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Amount, Day, Either, Flag, Names, Number, Pick, Words
from commonhall.actions.undoing import put_back
from commonhall.core.money import hall_currency, require_hall_currency
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery import money, search, splitting
from commonhall.delivery.budget_book import control
from commonhall.delivery.calls import awarding
from commonhall.delivery.contracts.models import Contract
from commonhall.delivery.plan.models import Item
from commonhall.delivery.plan.queries import not_stopped
from commonhall.delivery.preconditions import held_by_own_body
from commonhall.people.organisations.models import Organisation
from commonhall.people.organisations.queries import recognised_organisations
from commonhall.places.models import Unit
from commonhall.places.queries import units

State, Method = Contract.State, Contract.Method


def _unit_of(contract: Contract) -> int:
    return contract.unit_id


@action(
    "delivery.publish_call",
    by=Kind.OFFICE,
    power="award-contracts",
    undo=put_back,
    title=_("Publish a call"),
    done=_("Call for a contract or grant published"),
)
def publish_call(
    ctx: Context,
    names: Annotated[dict[str, str], Names(_("Name"), empty=_("Enter a name."))],
    unit: Annotated[Unit, Pick(_("Place"), rows=units, key="code", place=True)],
    closes_on: Annotated[date, Day(_("Last day for offers"))],
    item: Annotated[Item | None, Pick(_("Part of the plan"), rows=not_stopped)] = None,
    grant: Annotated[bool, Flag(_("It is a grant, not a contract"))] = False,
) -> Contract:
    """Say in public what is wanted and until when one may offer."""
    if closes_on < ctx.today:
        raise BadInput("closes_on", _("Enter today or a later day for the close of the call."))
    contract = ctx.save(
        Contract(
            names=names,
            unit=unit,
            item=item,
            grant=grant,
            body_id=ctx.actor.body_id,
            published_on=ctx.today,
            closes_on=closes_on,
        )
    )
    if item is not None:
        ctx.link(item, contract, "contracted")
    search.index(contract)
    return contract


def _awardable(actor: Actor, contract: Contract) -> None:
    held_by_own_body(State.TENDER)(actor, contract)
    awarding.check(contract)


@action(
    "delivery.award_contract",
    by=Kind.OFFICE,
    power="award-contracts",
    undo=put_back,
    title=_("Award contract"),
    done=_("Contract or grant awarded"),
    place=_unit_of,
    concerns=lambda contract: [contract.ref],
    allows=_awardable,
    so_far=money.awarded_before,
    second_factor=True,
)
def award_contract(
    ctx: Context,
    contract: Contract,
    organisation: Annotated[
        Organisation, Pick(_("Awarded to"), rows=recognised_organisations, concerned=True)
    ],
    amount: Annotated[int, Amount(_("Amount"), amount=True)],
    bids: Annotated[int, Number(_("Number of offers"), least=1, most=10000)],
    reason: Annotated[
        str,
        Words(_("Why this one"), most=2000, long=True, empty=_("Enter why you chose this one.")),
    ],
    ends: Annotated[date, Day(_("Ends on"))],
) -> Contract:
    """Give it to somebody, with the reason, the sum and how many had offered."""
    if amount <= 0:
        raise BadInput("amount", _("Enter an amount above zero."))
    if ends < ctx.today:
        raise BadInput("ends", _("Enter a last day after the first day."))
    if contract.closes_on and ctx.today <= contract.closes_on:
        raise Refused("state", "call-open", _("The call is still open. Wait until it closes."))
    if contract.item is not None:
        require_hall_currency(contract.item.currency, "amount")
        money.check_budget(contract.item, amount, "contracted")
    before = money.awarded_before({"contract": contract, "organisation": organisation})
    awarding.check_sealed(contract, amount, before, ctx.today)
    awarding.check_winner(contract, organisation, amount, bids)
    ctx.note(amount=str(amount), currency=hall_currency(), bids=bids, organisation=organisation.ref)
    contract.organisation = organisation
    contract.amount = amount
    contract.currency = hall_currency()
    contract.bids = bids
    contract.reason = reason
    contract.awarded_on = ctx.today
    contract.ends = ends
    contract.state, contract.confirmed_on = State.ACTIVE, None
    made = ctx.save(contract)
    control.check_award(made, amount)
    split = splitting.split_awards(made) or splitting.near_awards(made)
    splitting.tell_reviewer(ctx, made, split, made.body_id)
    return made


@action(
    "delivery.raise_contract",
    by=Kind.OFFICE,
    undo=put_back,
    power="award-contracts",
    title=_("Raise the amount"),
    done=_("Amount of a contract or grant raised"),
    place=_unit_of,
    concerns=lambda contract: [
        contract.ref,
        Organisation.ref_of(contract.organisation_id) if contract.organisation_id else "",
    ],
    allows=held_by_own_body(State.ACTIVE),
    so_far=money.awarded_before,
    second_factor=True,
)
def raise_contract(
    ctx: Context,
    contract: Contract,
    amount: Annotated[
        int,
        Amount(
            _("Total amount"),
            _("The new total cost, not the increase."),
            amount=True,
            present=lambda contract: contract.amount,
        ),
    ],
    reason: Annotated[
        str,
        Words(
            _("Why it costs more"),
            _("This is public."),
            most=2000,
            long=True,
            empty=_("Enter why it costs more."),
        ),
    ],
) -> Contract:
    """Raise what it may cost, with public reasons, within the money that the plan gives."""
    before = contract.amount or 0
    if amount <= before:
        raise BadInput("amount", _("Enter more than the amount awarded."))
    require_hall_currency(contract.currency, "amount")
    awarded = money.awarded_before({"contract": contract})
    awarding.check_sealed(contract, amount, awarded, ctx.today)
    if contract.item is not None:
        money.check_budget(contract.item, amount - before, "contracted")
    ctx.note(amount=str(amount), before=str(before), currency=contract.currency)
    contract.amount, contract.raised_for = amount, reason
    contract.raised += 1
    contract.confirmed_on = None
    made = ctx.save(contract)
    control.check_award(made, amount - before)
    split = splitting.split_awards(made) or splitting.near_awards(made)
    splitting.tell_reviewer(ctx, made, split, made.body_id)
    return made


def _endable(actor: Actor, contract: Contract) -> None:
    held_by_own_body(State.TENDER, State.ACTIVE)(actor, contract)
    awarding.check_end(contract)


@action(
    "delivery.end_contract",
    by=Kind.OFFICE,
    power="award-contracts",
    undo=put_back,
    title=_("Report as fulfilled, or cancel"),
    done=_("Contract or grant ended"),
    place=_unit_of,
    allows=_endable,
    unasked="ending spends nothing",
)
def end_contract(
    ctx: Context,
    contract: Contract,
    fulfilled: Annotated[
        bool, Either(_("How does it end?"), yes=_("fulfilled"), no=_("cancelled"))
    ],
) -> Contract:
    """It was fulfilled, or it is cancelled."""
    if fulfilled and contract.state != State.ACTIVE:
        raise BadInput("fulfilled", _("Only awarded contracts and grants can be fulfilled."))
    contract.state = State.COMPLETE if fulfilled else State.CANCELLED
    return ctx.save(contract)
