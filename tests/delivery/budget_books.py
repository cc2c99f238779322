"""Budget books for tests: plain functions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from commonhall.core import clock
from commonhall.delivery.budget_book import actions, charging_actions, deciding_actions
from commonhall.delivery.budget_book.models import BudgetBook, BudgetEdition, BudgetLine
from commonhall.delivery.payments.actions import record_payment
from commonhall.delivery.plan.models import Item
from tests.kit import Hall
from tests.law.kit import later
from tests.words import texts

# Days from now: the last day for comments, and the first after it.
UNTIL, OVER = 21, 22


def day(number: int) -> date:
    return clock.today() + timedelta(days=number)


def begun(hall: Hall, **given: Any) -> BudgetBook:
    """A book of the whole place for this year, written by the parks; it has begun."""
    values: dict[str, Any] = {
        "names": texts("Budget of Testford"),
        "texts": texts("What we take in and **spend**."),
        "unit": hall.unit("root"),
        "starts": day(-10),
        "ends": day(300),
        **given,
    }
    return actions.begin_budget_book.perform(hall.parks, **values).result


def line(hall: Hall, book: BudgetBook, code: str = "600-1", **given: Any) -> BudgetLine:
    values: dict[str, Any] = {
        "names": texts("Street lighting"),
        "kind": "expense",
        "function": "06.4",
        "unit": hall.unit("north"),
        "carrier": hall.body("parks"),
        "amount": 1000_00,
        **given,
    }
    return actions.add_budget_line.perform(hall.parks, book=book, code=code, **values).result


def income(hall: Hall, book: BudgetBook, code: str = "756-1", **given: Any) -> BudgetLine:
    values = {"names": texts("Tax on property"), "kind": "income", "function": "R113", **given}
    return line(hall, book, code, **values)


def opened(hall: Hall, book: BudgetBook) -> None:
    actions.consult_budget_book.perform(hall.parks, book=book, until=day(UNTIL))
    book.refresh_from_db()


def adopted(hall: Hall, book: BudgetBook) -> BudgetEdition:
    """Opened for comments and adopted once that is over."""
    opened(hall, book)
    with later(OVER):
        made = deciding_actions.adopt_budget_book.perform(hall.chair, book=book).result
    book.refresh_from_db()
    return made


def in_force(hall: Hall, **given: Any) -> BudgetLine:
    """A line of an expense in a book in force, beside one of income and one of another expense."""
    book = begun(hall)
    made = line(hall, book, **given)
    line(hall, book, "600-2", names=texts("Trees"), function="05.4", amount=500_00)
    income(hall, book, amount=1500_00)
    adopted(hall, book)
    return fresh(made)


def fresh(one: BudgetLine) -> BudgetLine:
    return BudgetLine.objects.select_related("book").get(pk=one.pk)


def other(of: BudgetLine) -> BudgetLine:
    """Another expense of the same book."""
    rows = BudgetLine.objects.filter(book=of.book, kind="expense", dropped=False)
    return rows.exclude(pk=of.pk).select_related("book")[0]


def on_line(hall: Hall, item: Item, to: BudgetLine | None) -> Item:
    charging_actions.charge_item.perform(hall.parks, item=item, line=to)
    item.refresh_from_db()
    return item


def pay(hall: Hall, item: Item, amount: int, invoice: str = "A 1", **given: Any) -> Any:
    values: dict[str, Any] = {
        "amount": amount,
        "purpose": "Poles",
        "payee": "Poles Ltd",
        "invoice": invoice,
        "invoiced_on": clock.today(),
        **given,
    }
    return record_payment.perform(hall.parks, item=item, **values).result
