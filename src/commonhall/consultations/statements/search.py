"""What statements are found by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from commonhall.consultations.conversations.models import Statement
from commonhall.core import search

STATEMENT = "consultations.statement"


def _line(statement: Statement) -> search.Line:
    # What is hidden is not found by its words either.
    return statement.pk, statement.text if statement.is_readable else ""


def index_statements(statements: Sequence[Statement]) -> None:
    search.index(STATEMENT, map(_line, statements))


def statements_matching(rows: QuerySet[Statement], words: str) -> QuerySet[Statement]:
    return search.matching(rows, STATEMENT, words)


def _statements() -> Iterator[search.Line]:
    from commonhall.consultations.conversations.queries import visible

    rows = Statement.objects.filter(conversation__in=visible()).order_by("pk")
    yield from map(_line, rows.iterator(chunk_size=2000))


def register() -> None:
    search.searchable(STATEMENT, _statements)
