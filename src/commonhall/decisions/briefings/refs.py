"""How briefings are shown wherever a ref names a part of one."""

from __future__ import annotations

from typing import Any

from commonhall.core.refs import Described, describes
from commonhall.decisions.briefings.models import CostStatement, VoteArgument


def _of_vote(model: Any) -> Any:
    def describe(numbers: list[int]) -> dict[int, Described]:
        rows = model.objects.filter(pk__in=numbers).select_related("election")
        return {row.pk: Described(row.ref, str(row), row.get_absolute_url()) for row in rows}

    return describe


def register() -> None:
    for model in (VoteArgument, CostStatement):
        describes(model._meta.label_lower, _of_vote(model))
