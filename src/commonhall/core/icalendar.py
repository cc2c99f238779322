"""Dates for calendars (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse

from commonhall.ui.text import for_xml

BEGIN = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Commonhall//EN"]


@dataclass(frozen=True)
class Event:
    """One date. starts, ends: two moments, or two days of which the second is no longer in it."""

    uid: str
    title: object
    url: str
    starts: date
    ends: date
    place: object = ""
    text: object = ""
    cancelled: bool = False


def _escaped(text: object) -> str:
    plain = for_xml(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Lines of at most 75 octets, continued after a space, never inside a character."""
    pieces, current = [], ""
    for sign in line:
        if len((current + sign).encode()) > 73:
            pieces.append(current)
            current = ""
        current += sign
    return "\r\n ".join([*pieces, current])


def _when(name: str, day: date) -> str:
    if isinstance(day, datetime):
        return f"{name}:{day.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"{name};VALUE=DATE:{day:%Y%m%d}"


def _lines(event: Event, host: str) -> list[str]:
    """Calendars that show no URL show the description: the address stands there, too."""
    described = f"{event.text}\n{event.url}".strip()
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}@{host}",
        f"DTSTAMP:{datetime.now(UTC):%Y%m%dT%H%M%SZ}",
        _when("DTSTART", event.starts),
        _when("DTEND", event.ends),
        f"SUMMARY:{_escaped(event.title)}",
        f"LOCATION:{_escaped(event.place)}",
        f"DESCRIPTION:{_escaped(described)}",
        f"URL:{event.url}",
        *(["STATUS:CANCELLED"] if event.cancelled else []),
        "END:VEVENT",
    ]


def answer(request: HttpRequest, events: Iterable[Event]) -> HttpResponse:
    """A calendar of these dates."""
    host, lines = request.get_host(), list(BEGIN)
    for event in events:
        lines += _lines(event, host)
    text = "\r\n".join(_folded(line) for line in [*lines, "END:VCALENDAR"]) + "\r\n"
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")
