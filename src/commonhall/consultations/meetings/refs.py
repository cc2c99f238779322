"""How meetings are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.consultations.meetings.models import (
    Meeting,
    MinuteLine,
    Point,
    Presence,
    SpeakingTurn,
)
from commonhall.core.refs import Described, describes


def _meetings(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(
            row.ref,
            row.title,
            row.get_absolute_url(),
            row.get_state_display(),
            "consultation",
            stopped=row.state == Meeting.State.CALLED_OFF,
        )
        for row in Meeting.objects.filter(pk__in=numbers)
    }


def _at_meeting(model: type[Presence] | type[Point] | type[SpeakingTurn]):  # type: ignore[no-untyped-def]
    def describe(numbers: list[int]) -> dict[int, Described]:
        rows = model.objects.filter(pk__in=numbers).select_related("meeting")
        return {
            row.pk: Described(row.ref, row.meeting.title, row.meeting.get_absolute_url())
            for row in rows
        }

    return describe


def _lines(numbers: list[int]) -> dict[int, Described]:
    rows = MinuteLine.objects.filter(pk__in=numbers).select_related("meeting")
    return {row.pk: Described(row.ref, row.meeting.title, row.get_absolute_url()) for row in rows}


def register() -> None:
    describes("consultations.minuteline", _lines)
    describes("consultations.speakingturn", _at_meeting(SpeakingTurn))
    describes("consultations.meeting", _meetings)
    describes("consultations.presence", _at_meeting(Presence))
    describes("consultations.point", _at_meeting(Point))
