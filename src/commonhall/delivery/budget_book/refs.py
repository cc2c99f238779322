"""How budget books, their lines, transfers, income and editions are shown wherever a ref names one."""

from __future__ import annotations

from typing import Any

from commonhall.core.refs import Described, describes
from commonhall.delivery.budget_book.models import (
    BudgetBook,
    BudgetEdition,
    BudgetLine,
    BudgetReceipt,
    BudgetTransfer,
)


def _books(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(
            row.ref,
            row.name,
            row.get_absolute_url(),
            str(row.standing),
            "plan",
            stopped=row.ended_on is not None,
        )
        for row in BudgetBook.objects.filter(pk__in=numbers)
    }


def _named(model: Any, *along: str) -> Any:
    def describe(numbers: list[int]) -> dict[int, Described]:
        rows = model.objects.filter(pk__in=numbers).select_related(*along)
        return {row.pk: Described(row.ref, str(row), row.get_absolute_url()) for row in rows}

    return describe


def _lines(numbers: list[int]) -> dict[int, Described]:
    """With the budget each stands in: lines of two years have one name."""
    rows = BudgetLine.objects.filter(pk__in=numbers).select_related("book")
    return {
        row.pk: Described(row.ref, str(row), row.get_absolute_url(), row.book.name) for row in rows
    }


def _receipts(numbers: list[int]) -> dict[int, Described]:
    rows = BudgetReceipt.objects.filter(pk__in=numbers).select_related("line")
    return {row.pk: Described(row.ref, str(row.line), row.get_absolute_url()) for row in rows}


def register() -> None:
    describes("delivery.budgetbook", _books)
    describes("delivery.budgetline", _lines)
    describes("delivery.budgettransfer", _named(BudgetTransfer, "source", "target"))
    describes("delivery.budgetreceipt", _receipts)
    describes("delivery.budgetedition", _named(BudgetEdition, "book"))
