"""What budget books and their lines are found by."""

from __future__ import annotations

from commonhall.core import search
from commonhall.delivery.budget_book.models import BudgetBook, BudgetLine

BOOK, LINE = "delivery.budgetbook", "delivery.budgetline"


def _book(one: BudgetBook) -> search.Line:
    return one.pk, "\n".join([*one.names.values(), *one.texts.values()])


def _line(one: BudgetLine) -> search.Line:
    return one.pk, "\n".join([one.code, *one.names.values()])


def index_book(one: BudgetBook) -> None:
    search.index(BOOK, [_book(one)])


def index_line(one: BudgetLine) -> None:
    search.index(LINE, [_line(one)])


def register() -> None:
    search.searchable(BOOK, lambda: map(_book, BudgetBook.objects.order_by("pk")))
    search.searchable(
        LINE, lambda: map(_line, BudgetLine.objects.order_by("pk").iterator(chunk_size=2000))
    )
