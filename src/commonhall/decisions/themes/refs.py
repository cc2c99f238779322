"""How themes of the month are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.core.refs import Described, describes
from commonhall.decisions.themes.models import Theme, ThemeRound


def _rounds(numbers: list[int]) -> dict[int, Described]:
    rows = ThemeRound.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(row.ref, row.name, row.get_absolute_url(), row.get_state_display())
        for row in rows
    }


def _themes(numbers: list[int]) -> dict[int, Described]:
    rows = Theme.objects.filter(pk__in=numbers).select_related("source", "round")
    return {row.pk: Described(row.ref, row.name, row.round.get_absolute_url()) for row in rows}


def register() -> None:
    describes("decisions.themeround", _rounds)
    describes("decisions.theme", _themes)
