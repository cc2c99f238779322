"""How ways on are called wherever a ref names one."""

from __future__ import annotations

from commonhall.core.refs import Described, describes
from commonhall.disputes.ways_on.models import WayOn


def _found(numbers: list[int]) -> dict[int, Described]:
    rows = WayOn.objects.filter(pk__in=numbers)
    return {row.pk: Described(row.ref, row.name, row.get_absolute_url()) for row in rows}


def register() -> None:
    describes("disputes.wayon", _found)
