"""Meetings for calendars: one, or all that come. Where to join online stands on the page of those invited, never here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.meetings.models import Meeting
from commonhall.core import clock, icalendar
from commonhall.ui.pages import page

SINCE, MOST = timedelta(days=90), 300


def _answer(request: HttpRequest, rows: Iterable[Meeting]) -> HttpResponse:
    events = [
        icalendar.Event(
            f"meeting-{row.pk}",
            row.title,
            request.build_absolute_uri(row.get_absolute_url()),
            row.starts_at,
            row.ends_at,
            place=row.where,
            cancelled=row.state == Meeting.State.CALLED_OFF,
        )
        for row in rows
    ]
    return icalendar.answer(request, events)


@page(_("Meeting for a calendar"), asks="consultations.meetings")
def meeting(request: HttpRequest, number: int) -> HttpResponse:
    return _answer(request, [get_object_or_404(Meeting, pk=number)])


@page(_("Meetings for a calendar"), asks="consultations.meetings")
def all_meetings(request: HttpRequest) -> HttpResponse:
    """Those of the last 90 days and to come; those called off among them, so that calendars strike them."""
    rows = Meeting.objects.filter(starts_at__gte=clock.now() - SINCE)
    return _answer(request, rows.order_by("starts_at", "pk")[:MOST])
