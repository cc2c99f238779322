"""What cases are found by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import QuerySet

from commonhall.acts import search
from commonhall.hear.models import Case, Source

KIND = "hear.case"


def _line(case: Case) -> search.Line:
    return case.pk, " ".join((case.title, case.text, case.address))


def index(cases: Sequence[Case]) -> None:
    """(Re)write what cases are found by."""
    search.index(KIND, map(_line, cases))


def index_source(source: Source) -> None:
    search.index("hear.source", [(source.pk, f"{source.title} {source.text}")])


def matching(rows: QuerySet[Case], words: str) -> QuerySet[Case]:
    """Cases that hold every word of `words`; all rows when there is none."""
    return search.matching(rows, KIND, words)


def _cases() -> Iterator[search.Line]:
    from commonhall.hear.queries import visible

    yield from map(_line, visible().order_by("pk").iterator(chunk_size=2000))


def _sources() -> Iterable[search.Line]:
    for row in Source.objects.order_by("pk"):
        yield row.pk, f"{row.title} {row.text}"


def register() -> None:
    search.searchable(KIND, _cases)
    search.searchable("hear.source", _sources)
