"""How imports from other systems are called wherever a ref names one."""

from __future__ import annotations

from commonhall.cases.moving_in.models import CaseImport
from commonhall.core.refs import Described, describes


def _imports(numbers: list[int]) -> dict[int, Described]:
    rows = CaseImport.objects.filter(pk__in=numbers)
    return {row.pk: Described(row.ref, row.name, row.get_absolute_url()) for row in rows}


def register() -> None:
    describes("cases.caseimport", _imports)
