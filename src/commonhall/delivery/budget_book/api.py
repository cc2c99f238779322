"""Budget books for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.delivery.budget_book import exports, queries, sums
from commonhall.delivery.budget_book.models import BudgetBook

router = Router(tags=["plan"])
MINOR = ("planned", "voted", "committed", "done", "left")


class BudgetsWanted(Schema):
    state: api.Code = ""
    cursor: api.Cursor = ""
    size: api.Size = 20


class BudgetBookOut(Schema):
    """What a place takes in and spends in a period. edition: the one in force, 0 while there is none."""

    id: int
    ref: str
    url: str
    name: str
    names: dict[str, str]
    place: str
    body: str
    starts: date
    ends: date
    currency: str
    state: str
    consult_until: date | None
    edition: int


class BudgetBookPage(Schema):
    items: list[BudgetBookOut]
    older: str
    newer: str


class BudgetLinesWanted(Schema):
    budget: int
    function: api.Code = ""
    place: api.Code = ""
    body: api.Code = ""
    kind: api.Code = ""
    cursor: api.Cursor = ""
    size: api.Size = 20


class BudgetLineOut(Schema):
    """A line. Money in minor units, as text. done: spent of expenses, received of income."""

    id: int
    ref: str
    url: str
    budget: int
    code: str
    name: str
    names: dict[str, str]
    kind: str
    function: str
    division: str
    place: str
    body: str
    currency: str
    planned: str
    voted: str
    committed: str
    done: str
    left: str


class BudgetLinePage(Schema):
    items: list[BudgetLineOut]
    older: str
    newer: str


def _book(request: HttpRequest, row: BudgetBook) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "name": row.name,
        "names": row.names,
        "place": row.unit.code,
        "body": row.body.code,
        "starts": row.starts,
        "ends": row.ends,
        "currency": row.currency,
        "state": row.state,
        "consult_until": row.consult_until,
        "edition": row.edition,
    }


@router.get(
    "/budget-books", response={200: BudgetBookPage, **api.READ}, operation_id="list_budget_books"
)
def list_budget_books(request: HttpRequest, wanted: Annotated[BudgetsWanted, Query()]) -> Any:
    """Budget books, newest first."""
    rows = queries.books(wanted.state)
    return api.listed(rows, lambda row: _book(request, row), wanted.cursor, wanted.size)


@router.get(
    "/budget-books/{number}",
    response={200: BudgetBookOut, **api.READ},
    operation_id="read_budget_book",
)
def read_budget_book(request: HttpRequest, number: api.Id) -> Any:
    """One budget book; its lines are a list of their own."""
    return _book(request, api.one(request, queries.books(), pk=number))


@router.get(
    "/budget-lines", response={200: BudgetLinePage, **api.READ}, operation_id="list_budget_lines"
)
def list_budget_lines(request: HttpRequest, wanted: Annotated[BudgetLinesWanted, Query()]) -> Any:
    """Lines of a budget book, newest first, with what became of their money."""
    book = api.one(request, queries.books(), pk=wanted.budget)
    asked = queries.Filter(wanted.function, wanted.place, wanted.body, wanted.kind)
    rows = queries.lines(book, asked)
    found = api.listed(rows, lambda row: row, wanted.cursor, wanted.size)
    figures = sums.of_lines(found["items"])
    found["items"] = [_line(request, row, figures[row.pk]) for row in found["items"]]
    return found


def _line(request: HttpRequest, row: Any, figures: sums.Figures) -> dict[str, Any]:
    told = exports.told(row, figures)
    return {
        **told,
        **{name: str(told[name]) for name in MINOR},
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "name": row.name,
    }


@router.get(
    "/budget-lines/{number}",
    response={200: BudgetLineOut, **api.READ},
    operation_id="read_budget_line",
)
def read_budget_line(request: HttpRequest, number: api.Id) -> Any:
    """One line with what became of its money."""
    row = api.one(request, queries.every_line(), pk=number)
    return _line(request, row, sums.of_line(row))
