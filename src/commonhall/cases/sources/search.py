"""What sources are found by."""

from __future__ import annotations

from collections.abc import Iterable

from commonhall.cases.sources.models import Source
from commonhall.core import search


def index_source(source: Source) -> None:
    search.index("cases.source", [(source.pk, f"{source.title}\n{source.text}")])


def _sources() -> Iterable[search.Line]:
    for row in Source.objects.order_by("pk"):
        yield row.pk, f"{row.title}\n{row.text}"


def register() -> None:
    search.searchable("cases.source", _sources)
