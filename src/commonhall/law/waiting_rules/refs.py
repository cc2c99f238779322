"""How a rule that waits is shown wherever a ref names it."""

from __future__ import annotations

from commonhall.core.refs import Described, describes
from commonhall.law.waiting_rules.models import WaitingRule


def _waiting(numbers: list[int]) -> dict[int, Described]:
    rows = WaitingRule.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(
            row.ref, str(row), row.get_absolute_url(), row.get_state_display(), "decision"
        )
        for row in rows.select_related("instrument", "provision__instrument")
    }


def register() -> None:
    describes("law.waitingrule", _waiting)
