"""How participatory budgets are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.core.refs import Described, describes
from commonhall.decisions.budgets.models import Budget


def _budgets(numbers: list[int]) -> dict[int, Described]:
    rows = Budget.objects.filter(pk__in=numbers).select_related("election")
    return {
        row.pk: Described(
            row.ref,
            row.name,
            row.get_absolute_url(),
            row.standing.label,
            "consultation",
            stopped=row.called_off_on is not None,
        )
        for row in rows
    }


def register() -> None:
    describes("decisions.budget", _budgets)
