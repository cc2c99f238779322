"""What becomes of budget books, their lines, transfers and editions when a review undoes what was done."""

from __future__ import annotations

from commonhall.actions.context import Context
from commonhall.actions.undoing import follows, rests, set_aside
from commonhall.core.models import Governed
from commonhall.delivery.budget_book import search
from commonhall.delivery.budget_book.models import (
    BudgetBook,
    BudgetEdition,
    BudgetLine,
    BudgetReceipt,
    BudgetTransfer,
)


@set_aside(BudgetBook)
def given_up(ctx: Context, book: BudgetBook) -> bool:
    if book.ended_on is not None:
        return False
    book.ended_on = ctx.today
    return True


@set_aside(BudgetLine)
def dropped(ctx: Context, line: BudgetLine) -> bool:
    """It is no line of the book any more."""
    if line.dropped:
        return False
    line.dropped = True
    return True


@set_aside(BudgetEdition)
@set_aside(BudgetReceipt)
@set_aside(BudgetTransfer)
def counts_no_more(ctx: Context, thing: BudgetEdition | BudgetReceipt | BudgetTransfer) -> bool:
    """It stays readable; what it changed in the book and its lines is put back beside this."""
    if thing.set_aside_on is not None:
        return False
    thing.set_aside_on = ctx.today
    return True


@follows(BudgetLine)
def found_again(ctx: Context, line: BudgetLine) -> None:
    search.index_line(line)


@rests(BudgetBook)
def on_a_book(book: Governed) -> list[str]:
    """Its editions that stand."""
    rows = BudgetEdition.objects.filter(book=book.pk, set_aside_on=None)
    return [one.ref for one in rows.order_by("pk")]
