"""Meetings and what was asked for at them as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.consultations.meetings.models import Meeting, Point
from commonhall.core.exports import CHUNK, Column, Dataset, Row, publish

MEETINGS = (
    Column("id", "integer"),
    Column("title", sealed=True),
    Column("about", about="ref of the matter"),
    Column("place"),
    Column("body"),
    Column("way", about="meeting: open to everybody; panel: drawn by lot"),
    Column("panel", about="ref of the lottery"),
    Column("starts_at", "moment"),
    Column("ends_at", "moment"),
    Column("state"),
)
POINTS = (
    Column("id", "integer"),
    Column("meeting", "integer"),
    Column("text", sealed=True),
    Column("verdict"),
    Column("answer", sealed=True),
    Column("answered_at", "moment"),
)


def meetings() -> Iterator[Row]:
    rows = Meeting.objects.select_related("unit", "body").order_by("pk")
    for row in rows.iterator(chunk_size=CHUNK):
        yield {
            "id": row.pk,
            "title": row.title,
            "about": row.about,
            "place": row.unit.code,
            "body": row.body.code,
            "way": row.way.value,
            "panel": row.panel,
            "starts_at": row.starts_at,
            "ends_at": row.ends_at,
            "state": row.state,
        }


def points() -> Iterator[Row]:
    for row in Point.objects.order_by("pk").iterator(chunk_size=CHUNK):
        yield {
            "id": row.pk,
            "meeting": row.meeting_id,
            "text": row.text,
            "verdict": row.verdict,
            "answer": row.answer,
            "answered_at": row.answered_at,
        }


def register() -> None:
    publish(
        Dataset(
            "consultations.meetings",
            _("Meetings"),
            _("Meetings at which people were asked, open to all or with a panel drawn by lot."),
            MEETINGS,
            meetings,
        )
    )
    publish(
        Dataset(
            "consultations.meeting_points",
            _("Requests made at meetings"),
            _("What people asked for, and whether it was agreed."),
            POINTS,
            points,
        )
    )
