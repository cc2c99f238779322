"""What frameworks and series are found by."""

from __future__ import annotations

from commonhall.core import search
from commonhall.evaluation.frameworks.models import Framework
from commonhall.evaluation.series.models import Series


def _framework(row: Framework) -> search.Line:
    return row.pk, "\n".join([*row.names.values(), *row.texts.values()])


def _series(row: Series) -> search.Line:
    return row.pk, "\n".join([*row.names.values(), *row.texts.values(), row.citation])


def index_framework(row: Framework) -> None:
    search.index("evaluation.framework", [_framework(row)])


def index_series(row: Series) -> None:
    search.index("evaluation.series", [_series(row)])


def register() -> None:
    search.searchable(
        "evaluation.framework", lambda: map(_framework, Framework.objects.order_by("pk"))
    )
    search.searchable("evaluation.series", lambda: map(_series, Series.objects.order_by("pk")))
