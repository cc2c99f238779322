"""Which line things are paid from: parts of the plan and contracts name theirs; income is entered as it comes in."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Amount, Day, Pick, Words
from commonhall.actions.undoing import put_back
from commonhall.core.money import require_hall_currency
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery.budget_book import control, law
from commonhall.delivery.budget_book.actions import parties_of_line
from commonhall.delivery.budget_book.models import BudgetLine, BudgetReceipt
from commonhall.delivery.contracts.models import Contract
from commonhall.delivery.plan.actions import parties, unit_of
from commonhall.delivery.plan.models import Item
from commonhall.delivery.preconditions import held_by_own_body

LINE = Pick(
    _("Line of the budget"),
    _("Leave blank to take it off its line."),
    rows=control.any_lines,
    rows_of=control.lines_of,
    present=lambda thing: thing.line_id,
)


@action(
    "delivery.charge_item",
    by=Kind.OFFICE,
    power="carry-out-plans",
    undo=put_back,
    title=_("Say from which line of the budget it is paid"),
    done=_("Part of the plan put on a line of the budget"),
    place=unit_of,
    concerns=parties,
    allows=held_by_own_body(Item.State.PLANNED, Item.State.RUNNING),
)
def charge_item(ctx: Context, item: Item, line: Annotated[BudgetLine | None, LINE] = None) -> Item:
    """Its contracts and payments are paid from this line, unless they name another."""
    item.line = line
    _put(ctx, item, line)
    return item


@action(
    "delivery.charge_contract",
    by=Kind.OFFICE,
    power="award-contracts",
    undo=put_back,
    title=_("Say from which line of the budget it is paid"),
    done=_("Contract or grant put on a line of the budget"),
    place=lambda contract: contract.unit_id,
    concerns=lambda contract: [contract.ref],
    allows=held_by_own_body(Contract.State.TENDER, Contract.State.ACTIVE),
    unasked="naming a line spends nothing",
    second_factor=True,
)
def charge_contract(
    ctx: Context, contract: Contract, line: Annotated[BudgetLine | None, LINE] = None
) -> Contract:
    """What it costs counts as promised on this line, and its payments are made from it."""
    contract.line = line
    _put(ctx, contract, line)
    return contract


def _put(ctx: Context, thing: Item | Contract, line: BudgetLine | None) -> None:
    if line is not None:
        require_hall_currency(thing.currency, "line")
        control.check_line(line, thing.body_id)
        ctx.link(line, thing, "paid-from")
    ctx.save(thing)
    # What it promises to others must fit.
    control.check_within(line, 0)


# --- income ---------------------------------------------------------------------------------------
def _takes_income(_actor: Actor, line: BudgetLine) -> None:
    if line.kind != BudgetLine.Kind.INCOME or not line.counts or not line.book.in_force:
        raise Refused(
            "state", "wrong-state", _("Income is entered on lines of income of a budget in force.")
        )


@action(
    "delivery.record_income",
    by=Kind.OFFICE,
    power=law.WRITE,
    undo=put_back,
    title=_("Enter income"),
    done=_("Income entered"),
    concerns=parties_of_line,
    allows=_takes_income,
    second_factor=True,
)
def record_income(
    ctx: Context,
    line: BudgetLine,
    amount: Annotated[int, Amount(_("Amount"))],
    on: Annotated[date, Day(_("Came in on"), empty=_("Enter a day."))],
    source: Annotated[
        str,
        Words(
            _("Where anybody can check it"),
            _("For example the number of the statement. Do not name people."),
            most=160,
            empty=_("Enter where anybody can check it."),
        ),
    ],
) -> BudgetReceipt:
    """What came in, and when. The sum stands beside what the budget expects."""
    if amount <= 0:
        raise BadInput("amount", _("Enter an amount above zero."))
    require_hall_currency(line.book.currency, "amount")
    if on > ctx.today:
        raise BadInput("on", _("Enter today or an earlier day."))
    ctx.subject = line.ref
    ctx.note(amount=str(amount), currency=line.book.currency)
    return ctx.save(BudgetReceipt(line=line, amount=amount, on=on, source=source))


def _stands(_actor: Actor, receipt: BudgetReceipt) -> None:
    if receipt.set_aside_on is not None:
        raise Refused("state", "wrong-state", _("This entry counts no more."))
    if not receipt.line.book.in_force:
        raise Refused("state", "closed", _("The budget is closed, and its account stands."))


@action(
    "delivery.strike_budget_receipt",
    by=Kind.OFFICE,
    power=law.WRITE,
    undo=put_back,
    title=_("Strike this entry"),
    done=_("Entry of income struck"),
    concerns=lambda receipt: parties_of_line(receipt.line),
    place=lambda receipt: receipt.line.unit_id,
    allows=_stands,
)
def strike_budget_receipt(ctx: Context, receipt: BudgetReceipt) -> BudgetReceipt:
    """It was entered by mistake. It stays readable, and counts no more."""
    receipt.set_aside_on = ctx.today
    return ctx.save(receipt)
