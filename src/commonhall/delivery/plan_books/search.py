"""What plan books and their parts are found by."""

from __future__ import annotations

from commonhall.core import search
from commonhall.delivery.plan_books.models import Book, BookPart

BOOK, PART = "delivery.book", "delivery.bookpart"


def _book(one: Book) -> search.Line:
    return one.pk, "\n".join([*one.names.values(), *one.texts.values()])


def _part(one: BookPart) -> search.Line:
    return one.pk, f"{one.title}\n{one.text}"


def index_book(one: Book) -> None:
    search.index(BOOK, [_book(one)])


def index_part(one: BookPart) -> None:
    search.index(PART, [_part(one)])


def register() -> None:
    search.searchable(BOOK, lambda: map(_book, Book.objects.order_by("pk")))
    search.searchable(PART, lambda: map(_part, BookPart.objects.order_by("pk")))
