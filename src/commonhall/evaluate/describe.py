"""How frameworks, editions, series and definitions are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.acts.registry import Described, describes
from commonhall.evaluate.models import Definition, Edition, Framework, Mark, Reply, Series, Value
from commonhall.evaluate.shown import span_name


def _definitions(numbers: list[int]) -> dict[int, Described]:
    rows = Definition.objects.filter(pk__in=numbers)
    return {row.pk: Described(row.ref, row.name, row.get_absolute_url()) for row in rows}


def _series(numbers: list[int]) -> dict[int, Described]:
    rows = Series.objects.filter(pk__in=numbers)
    return {row.pk: Described(row.ref, row.name, row.get_absolute_url()) for row in rows}


def _values(numbers: list[int]) -> dict[int, Described]:
    rows = Value.objects.filter(pk__in=numbers).select_related("series", "unit")
    return {
        row.pk: Described(
            row.ref, f"{row.series.name} · {row.unit.name}: {row.shown:f}",
            row.series.get_absolute_url(),
        )
        for row in rows
    }  # fmt: skip


def _frameworks(numbers: list[int]) -> dict[int, Described]:
    rows = Framework.objects.filter(pk__in=numbers)
    return {row.pk: Described(row.ref, row.name, row.get_absolute_url()) for row in rows}


def _editions(numbers: list[int]) -> dict[int, Described]:
    rows = (
        Edition.objects.filter(pk__in=numbers).select_related("framework").defer("pack", "inputs")
    )
    return {
        row.pk: Described(
            row.ref, f"{row.framework.name} · {span_name(row)}", row.get_absolute_url(), "",
            "evaluation",
        )
        for row in rows
    }  # fmt: skip


def _marks(numbers: list[int]) -> dict[int, Described]:
    rows = Mark.objects.filter(pk__in=numbers).select_related("framework")
    return {
        row.pk: Described(row.ref, row.framework.name, row.framework.get_absolute_url())
        for row in rows
    }


def _replies(numbers: list[int]) -> dict[int, Described]:
    rows = Reply.objects.filter(pk__in=numbers).select_related("edition__framework")
    return {
        row.pk: Described(
            row.ref, f"{row.edition.framework.name} · {span_name(row.edition)}",
            row.edition.get_absolute_url(),
        )
        for row in rows
    }  # fmt: skip


def register() -> None:
    describes("evaluate.definition", _definitions)
    describes("evaluate.series", _series)
    describes("evaluate.value", _values)
    describes("evaluate.framework", _frameworks)
    describes("evaluate.edition", _editions)
    describes("evaluate.mark", _marks)
    describes("evaluate.reply", _replies)
