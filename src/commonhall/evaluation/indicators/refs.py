"""How frameworks, editions, series and definitions are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.core.refs import Described, describes
from commonhall.evaluation.indicators.models import Definition


def _definitions(numbers: list[int]) -> dict[int, Described]:
    rows = Definition.objects.filter(pk__in=numbers)
    return {row.pk: Described(row.ref, row.name, row.get_absolute_url()) for row in rows}


def register() -> None:
    describes("evaluation.definition", _definitions)
