"""How mediators are called wherever a ref names one."""

from __future__ import annotations

from commonhall.core.refs import Described, describes
from commonhall.disputes.mediators.models import Mediator


def _found(numbers: list[int]) -> dict[int, Described]:
    rows = Mediator.objects.filter(pk__in=numbers)
    return {row.pk: Described(row.ref, str(row), row.get_absolute_url()) for row in rows}


def register() -> None:
    describes("disputes.mediator", _found)
