"""What participatory budgets are found by."""

from __future__ import annotations

from commonhall.core import search
from commonhall.decisions.budgets.models import Budget

BUDGET = "decisions.budget"


def _line(one: Budget) -> search.Line:
    return one.pk, "\n".join([*one.names.values(), *one.texts.values()])


def index_budget(one: Budget) -> None:
    search.index(BUDGET, [_line(one)])


def register() -> None:
    search.searchable(BUDGET, lambda: map(_line, Budget.objects.order_by("pk")))
