"""Meetings and what was asked for at them as open data."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext_lazy as _

from commonhall.consultations.meetings import speech
from commonhall.consultations.meetings.models import Meeting, MinuteLine, Point
from commonhall.core.exports import CHUNK, Column, Dataset, Row, publish

MEETINGS = (
    Column("id", "integer"),
    Column("title", sealed=True),
    Column("about", about="ref of the matter"),
    Column("place"),
    Column("body"),
    Column("way", about="meeting: open to everybody; panel: drawn by lot"),
    Column("panel", about="ref of the lottery"),
    Column("table", "integer", about="round table whose parties meet"),
    Column("open_to_all", "boolean", about="may everybody come, or the parties alone?"),
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

SPEECH = (
    Column("meeting", "integer"),
    Column("kind", about="resident, organisation or official"),
    Column("there", "integer", about="how many of this kind were there"),
    Column("speeches", "integer"),
    Column("seconds", "integer", about="how long they spoke together"),
)
LINES = (
    Column("id", "integer"),
    Column("meeting", "integer"),
    Column("place", "integer"),
    Column("text", sealed=True),
    Column("tied", about="ref of what the line is about"),
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
            "table": row.table_id,
            "open_to_all": not row.panel and not row.for_parties,
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


def spoken() -> Iterator[Row]:
    """Time by kind; never by person. Some meetings at a time."""
    numbers = Meeting.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=CHUNK)
    while some := list(islice(numbers, CHUNK)):
        for number, rows in speech.of_meetings(some).items():
            for one in rows:
                yield {
                    "meeting": number,
                    "kind": one.kind,
                    "there": one.there,
                    "speeches": one.turns,
                    "seconds": one.seconds,
                }


def lines() -> Iterator[Row]:
    for row in MinuteLine.objects.order_by("pk").iterator(chunk_size=CHUNK):
        names = ("place", "text", "tied")
        yield {
            "id": row.pk,
            "meeting": row.meeting_id,
            **{name: getattr(row, name) for name in names},
        }


def register() -> None:
    publish(
        Dataset(
            "consultations.meeting_speech",
            _("Time spoken at meetings"),
            _("How long residents, organisations and officials spoke at each meeting."),
            SPEECH,
            spoken,
        )
    )
    publish(
        Dataset(
            "consultations.minute_lines",
            _("Minutes of meetings"),
            _("Minutes line by line, each with what it is about."),
            LINES,
            lines,
        )
    )
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
