"""How alternatives are shown wherever a ref names them."""

from __future__ import annotations

from commonhall.core.refs import Described, describes
from commonhall.decisions.alternatives.models import Alternatives, AlternativesRanking


def _alternatives(numbers: list[int]) -> dict[int, Described]:
    rows = Alternatives.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(row.ref, row.name, row.get_absolute_url(), row.get_state_display())
        for row in rows
    }


def _rankings(numbers: list[int]) -> dict[int, Described]:
    rows = AlternativesRanking.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(row.ref, row.office.name, row.alternatives.get_absolute_url())
        for row in rows.select_related("office", "alternatives")
    }


def register() -> None:
    describes("decisions.alternatives", _alternatives)
    describes("decisions.alternativesranking", _rankings)
