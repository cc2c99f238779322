"""How disputes are called wherever a ref names one: by their number, which says nothing."""

from __future__ import annotations

from commonhall.core.refs import Described, describes
from commonhall.disputes.disputes.models import Dispute


def _found(numbers: list[int]) -> dict[int, Described]:
    rows = Dispute.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(row.ref, str(row), row.get_absolute_url(), row.get_state_display())
        for row in rows
    }


def register() -> None:
    describes("disputes.dispute", _found)
