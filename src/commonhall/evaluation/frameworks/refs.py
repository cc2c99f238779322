"""How frameworks are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.core.refs import Described, describes
from commonhall.evaluation.frameworks.models import Framework


def _frameworks(numbers: list[int]) -> dict[int, Described]:
    rows = Framework.objects.filter(pk__in=numbers)
    return {row.pk: Described(row.ref, row.name, row.get_absolute_url()) for row in rows}


def register() -> None:
    describes("evaluation.framework", _frameworks)
