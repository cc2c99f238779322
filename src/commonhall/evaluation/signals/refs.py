"""How early warnings are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.core.refs import Described, describes
from commonhall.evaluation.signals.models import Signal


def _signals(numbers: list[int]) -> dict[int, Described]:
    rows = Signal.objects.filter(pk__in=numbers).select_related("unit", "category")
    return {
        row.pk: Described(row.ref, row.name, row.get_absolute_url(), row.get_state_display())
        for row in rows
    }


def register() -> None:
    describes("evaluation.signal", _signals)
