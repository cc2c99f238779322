"""Paying: on a part of the plan, or on a contract; always to somebody, for an invoice, and never above."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions import owed
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Amount, Day, Pick, Words
from commonhall.core.money import require_hall_currency
from commonhall.core.refusals import BadInput
from commonhall.delivery import money, splitting
from commonhall.delivery.budget_book import control
from commonhall.delivery.budget_book.models import BudgetLine
from commonhall.delivery.contracts.confirming_actions import check_confirmed
from commonhall.delivery.contracts.models import Contract
from commonhall.delivery.plan.actions import State, parties, unit_of
from commonhall.delivery.plan.models import Item, Payment
from commonhall.delivery.preconditions import held_by_own_body
from commonhall.people.organisations.models import Organisation
from commonhall.people.organisations.queries import recognised_organisations

AMOUNT = Amount(_("Amount"), amount=True)
PURPOSE = Words(_("What it was paid for"), most=160, empty=_("Enter what it was paid for."))
INVOICE = Words(
    _("Number of the invoice"),
    _("As shown on the invoice. Each invoice is paid only once."),
    most=60,
    empty=_("Enter the number on the invoice."),
)
INVOICED = Day(_("Day of the invoice"), empty=_("Enter the day on the invoice."))
LINE = Pick(
    _("Line of the budget"),
    _("Leave blank if the contract or the part of the plan names its line."),
    rows=control.any_lines,
    rows_of=control.lines_of,
    asked_of=control.asked_of,
)


def _contracts_of(item: Item) -> QuerySet[Contract]:
    return Contract.objects.filter(item=item, state__in=money.AWARDED).order_by("-pk")


def _awarded() -> QuerySet[Contract]:
    return Contract.objects.filter(state__in=money.AWARDED)


@action(
    "delivery.record_payment",
    by=Kind.OFFICE,
    remedy=owed.CLAIMED_BACK,
    power="spend",
    title=_("Record a payment"),
    done=_("Payment recorded"),
    place=unit_of,
    concerns=parties,
    allows=held_by_own_body(State.PLANNED, State.RUNNING, State.DONE),
    so_far=money.paid_before,
    second_factor=True,
)
def record_payment(
    ctx: Context,
    item: Item,
    amount: Annotated[int, AMOUNT],
    purpose: Annotated[str, PURPOSE],
    invoice: Annotated[str, INVOICE],
    invoiced_on: Annotated[date, INVOICED],
    organisation: Annotated[
        Organisation | None,
        Pick(
            _("Awarded to"),
            _("Leave blank if the payee is not an organisation here."),
            rows=recognised_organisations,
            concerned=True,
        ),
    ] = None,
    payee: Annotated[
        str,
        Words(
            _("Name of the payee, if it is not an organisation here"),
            _("The name on the invoice. It is public."),
            most=120,
        ),
    ] = "",
    contract: Annotated[
        Contract | None,
        Pick(_("Contract"), rows=_awarded, rows_of=_contracts_of),
    ] = None,
    line: Annotated[BudgetLine | None, LINE] = None,
) -> Payment:
    """Publish a payment as it happens. The sum of all stays within the budget and the contract. Larger sums to one payee take a contract or grant first."""
    if (organisation is None) == (not payee):
        raise BadInput(
            "organisation", _("Choose an organisation here, or enter the name of the payee.")
        )
    if contract is not None:
        contract = contract.as_read()
        _check_same(item, organisation, contract)
    return _pay(
        ctx,
        amount,
        invoiced_on,
        Payment(
            item=item,
            contract=contract,
            currency=item.currency,
            organisation=organisation,
            payee=payee,
            purpose=purpose,
            invoice=invoice,
        ),
        line,
    )


def _check_same(item: Item, organisation: Organisation | None, contract: Contract) -> None:
    if contract.item_id != item.pk:
        raise BadInput(
            "contract", _("This contract is for another part of the plan. Choose another.")
        )
    if contract.organisation_id != (organisation.pk if organisation else None):
        raise BadInput(
            "organisation", _("The contract was awarded to somebody else. Check the payee.")
        )


@action(
    "delivery.pay_contract",
    by=Kind.OFFICE,
    remedy=owed.CLAIMED_BACK,
    power="spend",
    title=_("Record a payment"),
    done=_("Payment on a contract or grant recorded"),
    place=lambda contract: contract.unit_id,
    concerns=lambda contract: [
        contract.ref,
        Organisation.ref_of(contract.organisation_id) if contract.organisation_id else "",
    ],
    allows=held_by_own_body(*money.AWARDED),
    so_far=money.paid_before,
    second_factor=True,
)
def pay_contract(
    ctx: Context,
    contract: Contract,
    amount: Annotated[int, AMOUNT],
    purpose: Annotated[str, PURPOSE],
    invoice: Annotated[str, INVOICE],
    invoiced_on: Annotated[date, INVOICED],
    line: Annotated[BudgetLine | None, LINE] = None,
) -> Payment:
    """Pay the organisation that got the contract. The sum of all payments stays within what it was awarded for."""
    # What was awarded was awarded to somebody.
    assert contract.organisation is not None
    return _pay(
        ctx,
        amount,
        invoiced_on,
        Payment(
            item=contract.item,
            contract=contract,
            currency=contract.currency,
            organisation=contract.organisation,
            purpose=purpose,
            invoice=invoice,
        ),
        line,
    )


def _pay(
    ctx: Context, amount: int, invoiced_on: date, payment: Payment, line: BudgetLine | None
) -> Payment:
    if amount <= 0:
        raise BadInput("amount", _("Enter an amount above zero."))
    if invoiced_on > ctx.today:
        raise BadInput(
            "invoiced_on", _("This day has not come yet. Enter today or an earlier day.")
        )
    require_hall_currency(payment.currency, "amount")
    money.check_invoice(payment.invoice, payment.organisation_id, payment.payee)
    if payment.contract is not None:
        check_confirmed(payment.contract)
        money.check_contract(payment.contract, amount)
    elif payment.organisation is not None and payment.item is not None:
        # Paid beside the contract, it would be paid without the second official.
        for contract in _contracts_of(payment.item).filter(organisation=payment.organisation):
            check_confirmed(contract)
    if payment.item is not None:
        money.check_budget(payment.item, amount, "paid")
    payment.line = control.line_of_payment(payment.item, payment.contract, line)
    payment.amount, payment.invoiced_on = amount, invoiced_on
    payment.invoice_key = money.invoice_key(payment.invoice)
    payment.body_id, payment.on = ctx.actor.body_id, ctx.today
    ctx.note(amount=str(amount), currency=payment.currency)
    made = ctx.save(payment)
    control.check_within(made.line, amount)
    split = splitting.split_payments(made, payment.body_id) or splitting.near_payments(made)
    splitting.tell_reviewer(ctx, made, split, payment.body_id)
    if made.item is not None and made.contract is None:
        direct = made.item.payments.select_related("organisation")
        splitting.check_award(made.item, direct)
        beside = splitting.without_award(made.item, direct)
        splitting.tell_reviewer(ctx, made.item, beside, payment.body_id)
    return made
