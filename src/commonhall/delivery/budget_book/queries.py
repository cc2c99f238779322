"""Asking about budget books. A list costs the same number of queries however long it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from commonhall.consultations.surveys import queries as survey_queries
from commonhall.delivery.budget_book.models import (
    BudgetBook,
    BudgetEdition,
    BudgetLine,
    BudgetTransfer,
)
from commonhall.delivery.plan.models import Payment
from commonhall.places.models import Unit


@dataclass(frozen=True)
class Filter:
    """What a list of lines is narrowed to; empty values narrow nothing. function: a code, or how it begins."""

    function: str = ""
    place: str = ""
    body: str = ""
    kind: str = ""


def books(state: str = "") -> QuerySet[BudgetBook]:
    rows: QuerySet[BudgetBook] = BudgetBook.objects.select_related("unit", "body")
    return rows.filter(state=state) if state else rows


def newest(today: date) -> BudgetBook | None:
    """The book people are shown first: the newest in force, else the newest that was not given up."""
    rows = books().filter(ended_on=None).order_by("-starts", "-pk")
    in_force = rows.filter(edition__gt=0, starts__lte=today)
    return in_force.first() or rows.first()


def lines(book: BudgetBook, wanted: Filter | None = None) -> QuerySet[BudgetLine]:
    """The lines that were not removed; order and page are the caller's."""
    rows: QuerySet[BudgetLine] = BudgetLine.objects.filter(book=book, dropped=False)
    if wanted and wanted.function:
        inside = Q(function__startswith=f"{wanted.function}.")
        rows = rows.filter(Q(function=wanted.function) | inside)
    if wanted and wanted.place:
        rows = rows.filter(unit__code=wanted.place)
    if wanted and wanted.body:
        rows = rows.filter(carrier__code=wanted.body)
    if wanted and wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    return rows.select_related("book", "unit", "carrier")


def every_line() -> QuerySet[BudgetLine]:
    """Lines of all books that were not removed."""
    rows: QuerySet[BudgetLine] = BudgetLine.objects.filter(dropped=False)
    return rows.select_related("book", "unit", "carrier")


def amended(book: BudgetBook) -> QuerySet[BudgetLine]:
    """Lines that an amendment under way changes or adds."""
    return lines(book).filter(Q(next__isnull=False) | Q(since__gt=F("book__edition")))


def editions(book: BudgetBook) -> QuerySet[BudgetEdition]:
    """Editions that stand, the newest first, without what they contain."""
    rows = BudgetEdition.objects.filter(book=book, set_aside_on=None)
    return rows.order_by("-number").defer("content")


def transfers(book: BudgetBook) -> QuerySet[BudgetTransfer]:
    rows: QuerySet[BudgetTransfer] = BudgetTransfer.objects.filter(book=book, set_aside_on=None)
    return rows.select_related("book", "source", "target")


def transfers_of(line: BudgetLine) -> Sequence[BudgetTransfer]:
    rows = transfers(line.book).filter(Q(source=line) | Q(target=line))
    return list(rows.order_by("-pk")[:50])


def payments(line: BudgetLine) -> QuerySet[Payment]:
    """What was paid on a line."""
    rows: QuerySet[Payment] = Payment.objects.filter(line=line)
    return rows.select_related("organisation", "contract", "item")


# --- for each person ------------------------------------------------------------------------------
def people(units: Sequence[Unit]) -> dict[int, int]:
    """How many people live in each of these places, as the newest survey that says so knows; one query."""
    known = survey_queries.people_by_place()
    if known is None:
        return {}
    said = known[1]
    inside = [(unit, said[unit.code]) for unit in units if unit.code in said]
    return {
        unit.pk: said.get(unit.code)
        or sum(count for one, count in inside if one.path.startswith(unit.path))
        for unit in units
    }
