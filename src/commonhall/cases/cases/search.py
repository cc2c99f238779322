"""What cases are found by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from commonhall.cases.cases.models import Case
from commonhall.cases.cases.queries import CASE, visible
from commonhall.core import search


def _line(case: Case) -> search.Line:
    return case.pk, " ".join((case.title, case.text, case.address))


def index(cases: Sequence[Case]) -> None:
    """(Re)write what cases are found by."""
    search.index(CASE, map(_line, cases))


def _cases() -> Iterator[search.Line]:
    yield from map(_line, visible().order_by("pk").iterator(chunk_size=2000))


def register() -> None:
    search.searchable(CASE, _cases)
