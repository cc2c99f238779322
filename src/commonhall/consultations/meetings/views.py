"""Pages of meetings: the list, and one meeting."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, threads
from commonhall.consultations.askings import annulling_actions as annulling
from commonhall.consultations.askings import reports
from commonhall.consultations.conversations.views import sections
from commonhall.consultations.meetings import actions
from commonhall.consultations.meetings.models import Meeting
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
    meeting = get_object_or_404(Meeting.objects.select_related("unit", "body"), pk=number)
    actor = of_request(request)
    named = refs.resolve([one for one in (meeting.about, meeting.panel) if one])
    holds = actor.body == meeting.body_id and meeting.state == Meeting.State.ANNOUNCED
    said = meeting.presences.exclude(text="").select_related("organisation", "office__body")
    context = {
        "meeting": meeting,
        "code": actions.code_of(meeting) if holds else "",
        "came": reports.meeting(meeting, clock.today()),
        "said": said.order_by("pk")[:SHOWN],
        "points": meeting.points.order_by("place"),
        "matter": named.get(meeting.about),
        "panel": named.get(meeting.panel),
        "available_actions": annulling.but_annulling(action_pages.available(actor, meeting)),
        "stations": threads.of(meeting.ref).stations,
    }
    return render(request, "consultations/meeting.html", context)
