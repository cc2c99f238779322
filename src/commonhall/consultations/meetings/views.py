"""Pages of meetings: the list, and one meeting."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, threads
from commonhall.actions.actors import Actor
from commonhall.consultations.askings import annulling_actions as annulling
from commonhall.consultations.askings import reports
from commonhall.consultations.conversations.views import sections
from commonhall.consultations.meetings import actions, chairs, speech
from commonhall.consultations.meetings.models import Meeting, SpeakingTurn
from commonhall.consultations.meetings.speaking_actions import speaking_and_waiting
from commonhall.core import clock, refs
from commonhall.core.paging import page_for
from commonhall.people.actors import of_request
from commonhall.ui.pages import page

SHOWN = 100


@page(_("Meetings"), asks="consultations.meetings")
def meeting_list(request: HttpRequest) -> HttpResponse:
    rows = Meeting.objects.select_related("unit", "body")
    context = {
        "page": page_for(request, rows),
        "tabs": sections("meetings"),
        "announce": actions.announce_meeting,
        "refusal": action_pages.refusal_of(of_request(request), actions.announce_meeting),
    }
    return render(request, "consultations/meetings.html", context)


@page(_("Meeting"), asks=("consultations.meetings", "actions.threads"))
def meeting_page(request: HttpRequest, number: int) -> HttpResponse:
    meeting = get_object_or_404(Meeting.objects.select_related("unit", "body", "table"), pk=number)
    actor = of_request(request)
    begun = meeting.closed_at is not None or meeting.starts_at <= clock.now()
    lines = list(meeting.lines.order_by("place")) if begun else []
    named = refs.resolve(
        [one for one in (meeting.about, meeting.panel, *(row.tied for row in lines)) if one]
    )
    announced = meeting.state == Meeting.State.ANNOUNCED
    runs = announced and chairs.runs(actor, meeting)
    said = meeting.presences.exclude(text="").select_related("organisation", "office__body")
    context = {
        "meeting": meeting,
        "code": actions.code_of(meeting) if runs else "",
        "runs": runs,
        "online": meeting.online if announced and _is_told(actor, meeting) else "",
        "came": reports.meeting(meeting, clock.today()) if begun else None,
        "joined": meeting.presences.filter(online=True).count() if meeting.online else 0,
        "said": said.order_by("pk")[:SHOWN] if begun else [],
        "points": meeting.points.order_by("place") if meeting.closed_at else [],
        "lines": [(row, named.get(row.tied)) for row in lines],
        "matter": named.get(meeting.about),
        "panel": named.get(meeting.panel),
        "available_actions": annulling.but_annulling(action_pages.available(actor, meeting)),
        "stations": threads.of(meeting.ref).stations,
        **(
            _spoken(meeting, actor)
            if begun
            else {"spoken": [], "queue": [], "speaking": None, "even": None}
        ),
    }
    return render(request, "consultations/meeting.html", context)


def _is_told(actor: Actor, meeting: Meeting) -> bool:
    """Is there a link to join, and may the actor know it?"""
    return bool(meeting.online) and chairs.is_invited(actor, meeting)


def _spoken(meeting: Meeting, actor: Actor) -> dict[str, Any]:
    """The speakers' list while the meeting runs, and how long each kind has spoken."""
    listed = list(speaking_and_waiting(meeting)[:SHOWN]) if meeting.runs else []
    waiting = [turn for turn in listed if turn.state == SpeakingTurn.State.WAITING]
    speaking = next((turn for turn in listed if turn not in waiting), None)
    times = speech.of_meetings([meeting.pk]).get(meeting.pk, [])
    even = speech.evenness([one.seconds for one in times])
    return {
        "speaking": speaking,
        "queue": [(turn, turn.said_by(actor)) for turn in waiting],
        "spoken": times,
        "even": None if even is None else round(100 * even),
    }
