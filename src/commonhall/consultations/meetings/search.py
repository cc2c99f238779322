"""What meetings are found by."""

from __future__ import annotations

from commonhall.consultations.meetings.models import Meeting
from commonhall.core import search

MEETING = "consultations.meeting"


def _line(one: Meeting) -> search.Line:
    return one.pk, f"{one.title}\n{one.text}\n{one.where}"


def index_meeting(one: Meeting) -> None:
    search.index(MEETING, [_line(one)])


def register() -> None:
    search.searchable(MEETING, lambda: map(_line, Meeting.objects.order_by("pk")))
