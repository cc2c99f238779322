"""Calendar of plan."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from commonhall.core import clock
from commonhall.delivery.plan.models import Milestone
from commonhall.delivery.shifts import queries
from commonhall.ui.pages import page
from commonhall.ui.text import for_xml

DATES = 300


# --- dates as iCalendar (RFC 5545) ----------------------------------------------------------------
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


def _event(
    uid: str, title: object, url: str, start: date, end: date, place: object, text: object = ""
) -> list[str]:
    """One date. Calendars that show no URL show the description: the address stands there, too."""
    described = f"{text}\n{url}".strip()
    if isinstance(start, datetime):
        form = "%Y%m%dT%H%M%SZ"
        days = [
            f"DTSTART:{start.astimezone(UTC).strftime(form)}",
            f"DTEND:{end.astimezone(UTC).strftime(form)}",  # type: ignore[attr-defined]
        ]
    else:
        days = [f"DTSTART;VALUE=DATE:{start:%Y%m%d}", f"DTEND;VALUE=DATE:{end:%Y%m%d}"]
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{datetime.now(UTC):%Y%m%dT%H%M%SZ}",
        *days,
        f"SUMMARY:{_escaped(title)}",
        f"LOCATION:{_escaped(place)}",
        f"DESCRIPTION:{_escaped(described)}",
        f"URL:{url}",
        "END:VEVENT",
    ]


@page(_("Dates as a calendar"), asks="delivery.shifts")
def calendar(request: HttpRequest) -> HttpResponse:
    """Promised days of the plan, and shifts to come."""
    host, lines = request.get_host(), ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Commonhall//EN"]
    since = clock.today() - timedelta(days=30)
    milestones = Milestone.objects.filter(due_on__gte=since).select_related("item__unit")
    for row in milestones.order_by("due_on")[:DATES]:
        url = request.build_absolute_uri(row.item.get_absolute_url())
        title = f"{row.item.name}: {row.name}"
        uid = f"milestone-{row.pk}@{host}"
        ends, place = row.due_on + timedelta(days=1), row.item.unit.name
        lines += _event(uid, title, url, row.due_on, ends, place, row.item.text)
    coming = queries.shifts().filter(starts_at__gte=clock.now(), cancelled=False)
    for shift in coming.order_by("starts_at")[:DATES]:
        url = request.build_absolute_uri(shift.get_absolute_url())
        lines += _event(
            f"shift-{shift.pk}@{host}",
            shift.name,
            url,
            shift.starts_at,
            shift.ends_at,
            shift.unit.name,
            shift.text,
        )
    lines.append("END:VCALENDAR")
    text = "\r\n".join(_folded(line) for line in lines) + "\r\n"
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")
