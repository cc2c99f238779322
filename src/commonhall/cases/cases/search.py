"""What cases are found by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from commonhall.cases.cases.models import Case
from commonhall.core import search

KIND = "cases.case"


def _line(case: Case) -> search.Line:
    return case.pk, " ".join((case.title, case.text, case.address))


def index(cases: Sequence[Case]) -> None:
    """(Re)write what cases are found by."""
    search.index(KIND, map(_line, cases))


def matching(rows: QuerySet[Case], words: str) -> QuerySet[Case]:
    """Cases that hold every word of `words`; all rows when there is none."""
    return search.matching(rows, KIND, words)


def _cases() -> Iterator[search.Line]:
    from commonhall.cases.cases.queries import visible

    yield from map(_line, visible().order_by("pk").iterator(chunk_size=2000))


def register() -> None:
    search.searchable(KIND, _cases)
