"""How series are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.core.refs import Described, describes
from commonhall.delivery.plan_books.readings import reads
from commonhall.evaluation.series import plan_books
from commonhall.evaluation.series.models import Series, StruckReport, Value


def _series(numbers: list[int]) -> dict[int, Described]:
    rows = Series.objects.filter(pk__in=numbers)
    return {row.pk: Described(row.ref, row.name, row.get_absolute_url()) for row in rows}


def _values(numbers: list[int]) -> dict[int, Described]:
    rows = Value.objects.filter(pk__in=numbers).select_related("series", "unit")
    return {
        row.pk: Described(
            row.ref,
            f"{row.series.name} · {row.unit.name}: {row.shown:f}",
            row.series.get_absolute_url(),
        )
        for row in rows
    }


def _struck(numbers: list[int]) -> dict[int, Described]:
    rows = StruckReport.objects.filter(pk__in=numbers).select_related("series")
    return {row.pk: Described(row.ref, row.series.name, row.get_absolute_url()) for row in rows}


def register() -> None:
    describes("evaluation.struckreport", _struck)
    describes("evaluation.series", _series)
    describes("evaluation.value", _values)
    reads("evaluation.series", plan_books.values)
