"""How statements are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.consultations.conversations.models import Statement
from commonhall.core.refs import Described, describes


def _statements(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(row.ref, row.shown, row.get_absolute_url(), row.get_state_display())
        for row in Statement.objects.filter(pk__in=numbers)
    }


def register() -> None:
    describes("consultations.statement", _statements)
