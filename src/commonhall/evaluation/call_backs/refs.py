"""How call-backs are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.core.refs import Described, describes
from commonhall.evaluation.call_backs.models import CallBack, CallBackRound


def _rounds(numbers: list[int]) -> dict[int, Described]:
    rows = CallBackRound.objects.filter(pk__in=numbers).defer("cases")
    return {
        row.pk: Described(row.ref, row.name, row.get_absolute_url(), row.get_state_display())
        for row in rows
    }


def _calls(numbers: list[int]) -> dict[int, Described]:
    rows = CallBack.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(row.ref, str(row), row.get_absolute_url(), row.get_state_display())
        for row in rows
    }


def register() -> None:
    describes("evaluation.callbackround", _rounds)
    describes("evaluation.callback", _calls)
