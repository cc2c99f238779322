"""Plan books for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.delivery.plan_books import queries
from commonhall.delivery.plan_books.models import Book, BookAmendment

router = Router(tags=["plan"])


class BooksWanted(Schema):
    state: api.Code = ""
    place: api.Code = ""
    cursor: api.Cursor = ""
    size: api.Size = 20


class BookOut(Schema):
    """A plan of a place for a period. edition: the one in force, 0 while there is none."""

    id: int
    ref: str
    url: str
    name: str
    names: dict[str, str]
    place: str
    body: str
    starts: date
    ends: date
    state: str
    consult_until: date | None
    answer_by: date | None
    edition: int


class PartOut(Schema):
    id: int
    place: int
    kind: str
    title: str
    text: str
    amendments: int


class EditionOut(Schema):
    """digest: SHA-256 of content, canonical JSON; it stands on the record."""

    number: int
    adopted_on: date
    digest: str
    content: str


class BookWhole(BookOut):
    """parts: as they stand now, which may be on the way to the next edition."""

    texts: dict[str, str]
    parts: list[PartOut]
    editions: list[EditionOut]


class BookPage(Schema):
    items: list[BookOut]
    older: str
    newer: str


class AmendmentsWanted(Schema):
    book: int = 0
    state: api.Code = ""
    cursor: api.Cursor = ""
    size: api.Size = 20


class BookAmendmentOut(Schema):
    """Other words for a part, or a new part (adds: its kind; after: the part it follows). before: what stood there; text:
    what should; both with their heading."""

    id: int
    ref: str
    url: str
    book: int
    part: int | None
    adds: str
    after: int | None
    state: str
    removes: bool
    before: str
    text: str
    reason: str
    speaker: str
    organisation: str
    supporters: int
    proposed_on: date
    due_on: date | None
    answered_on: date | None
    answer: str


class BookAmendmentPage(Schema):
    items: list[BookAmendmentOut]
    older: str
    newer: str


def _book(request: HttpRequest, row: Book) -> dict[str, Any]:
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
        "state": row.state,
        "consult_until": row.consult_until,
        "answer_by": row.answer_by,
        "edition": row.edition,
    }


@router.get("/books", response={200: BookPage, **api.READ}, operation_id="list_plan_books")
def list_plan_books(request: HttpRequest, wanted: Annotated[BooksWanted, Query()]) -> Any:
    """Plan books, newest first."""
    rows = queries.books(queries.Filter(wanted.state, wanted.place))
    return api.listed(rows, lambda row: _book(request, row), wanted.cursor, wanted.size)


@router.get("/books/{number}", response={200: BookWhole, **api.READ}, operation_id="read_plan_book")
def read_plan_book(request: HttpRequest, number: api.Id) -> Any:
    """One plan book with its parts and its editions."""
    row = api.one(request, queries.books(), pk=number)
    return {
        **_book(request, row),
        "texts": row.texts,
        "parts": [
            {
                "id": one.pk,
                "place": one.place,
                "kind": one.kind,
                "title": one.title,
                "text": one.text,
                "amendments": one.moved,  # type: ignore[attr-defined]
            }
            for one in queries.parts(row)
        ],
        "editions": [
            {
                "number": one.number,
                "adopted_on": one.adopted_on,
                "digest": one.digest,
                "content": one.content,
            }
            for one in queries.editions(row)
        ],
    }


@router.get(
    "/book-amendments",
    response={200: BookAmendmentPage, **api.READ},
    operation_id="list_plan_book_amendments",
)
def list_plan_book_amendments(
    request: HttpRequest, wanted: Annotated[AmendmentsWanted, Query()]
) -> Any:
    """Amendments to plan books, newest first; nobody's name."""
    rows = queries.amendments()
    if wanted.book:
        rows = rows.filter(book=wanted.book)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    return api.listed(rows, lambda row: _amendment(request, row), wanted.cursor, wanted.size)


def _amendment(request: HttpRequest, row: BookAmendment) -> dict[str, Any]:
    return {
        **queries.told(row),
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "before": row.words_before,
        "text": row.words,
        "reason": row.reason,
    }
