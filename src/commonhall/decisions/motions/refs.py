"""How motions are shown wherever a ref names one."""

from __future__ import annotations

from datetime import datetime

from commonhall.core.refs import Described, describes
from commonhall.decisions.motions.models import Motion, RollCallVote
from commonhall.law.asking import origins


def _motions(numbers: list[int]) -> dict[int, Described]:
    rows = Motion.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(
            row.ref,
            row.name,
            row.get_absolute_url(),
            row.get_state_display(),
            "decision",
            stopped=row.state not in (Motion.State.OPEN, Motion.State.PASSED),
        )
        for row in rows
    }


def _votes(numbers: list[int]) -> dict[int, Described]:
    rows = RollCallVote.objects.filter(pk__in=numbers).select_related("motion", "office")
    return {
        row.pk: Described(row.ref, row.office.name, row.motion.get_absolute_url()) for row in rows
    }


def _worded_at(number: int) -> datetime | None:
    found: datetime | None = Motion.objects.values_list("worded_at", flat=True).get(pk=number)
    return found


def register() -> None:
    origins.words_of("decisions.motion", _worded_at)
    describes("decisions.motion", _motions)
    describes("decisions.rollcallvote", _votes)
