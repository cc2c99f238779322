"""How functions are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.core.refs import Described, describes
from commonhall.delivery.functions.models import Transfer


def _transfers(numbers: list[int]) -> dict[int, Described]:
    rows = Transfer.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(row.ref, row.name, row.get_absolute_url(), "", "contract") for row in rows
    }


def register() -> None:
    describes("delivery.transfer", _transfers)
