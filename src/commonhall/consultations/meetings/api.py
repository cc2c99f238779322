"""Meetings for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.consultations.conversations.api import Paged
from commonhall.consultations.meetings.models import Meeting

router = Router(tags=["conversations"])


class MeetingOut(Schema):
    """A meeting at which people are asked. way: meeting, or panel (ref in panel). table: the round table whose
    parties meet. open_to_all: may everybody come, or the parties or members alone?"""

    id: int
    ref: str
    url: str
    title: str
    about: str
    place: str
    body: str
    way: str
    panel: str
    table: int | None
    open_to_all: bool
    where: str
    starts_at: datetime
    ends_at: datetime
    state: str


class MeetingPage(Schema):
    items: list[MeetingOut]
    older: str
    newer: str


@router.get("/meetings", response={200: MeetingPage, **api.READ}, operation_id="list_meetings")
def list_meetings(request: HttpRequest, wanted: Annotated[Paged, Query()]) -> Any:
    """Meetings, newest first."""
    rows = Meeting.objects.select_related("unit", "body")
    return api.listed(rows, lambda row: _meeting(request, row), wanted.cursor, wanted.size)


def _meeting(request: HttpRequest, row: Meeting) -> dict[str, Any]:
    plain = ("ref", "title", "about", "panel", "where", "starts_at", "ends_at", "state")
    return {
        "id": row.pk,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "place": row.unit.code,
        "body": row.body.code,
        "way": row.way.value,
        "table": row.table_id,
        "open_to_all": not row.panel and not row.for_parties,
        **{name: getattr(row, name) for name in plain},
    }
