"""What frameworks and series are found by."""

from __future__ import annotations

from commonhall.acts import search
from commonhall.evaluate.models import Framework, Series


def _framework(row: Framework) -> search.Line:
    return row.pk, " ".join([*row.names.values(), *row.texts.values()])


def _series(row: Series) -> search.Line:
    return row.pk, " ".join([*row.names.values(), *row.texts.values(), row.citation])


def index_framework(row: Framework) -> None:
    search.index("evaluate.framework", [_framework(row)])


def index_series(row: Series) -> None:
    search.index("evaluate.series", [_series(row)])


def register() -> None:
    search.searchable(
        "evaluate.framework", lambda: map(_framework, Framework.objects.order_by("pk"))
    )
    search.searchable("evaluate.series", lambda: map(_series, Series.objects.order_by("pk")))
