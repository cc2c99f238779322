"""Who runs a meeting, and who hears where to join it from afar."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.consultations.meetings import panels
from commonhall.consultations.meetings.models import Meeting
from commonhall.consultations.round_tables.seats import convenes, seat_of
from commonhall.core.refusals import Refused

# Nobody decides by running a meeting: all who may take part may do it, where they called it.
RUNS = (Kind.OFFICE, Kind.ORGANISATION)


def runs(actor: Actor, meeting: Meeting) -> bool:
    """Does the actor speak for who called the meeting?"""
    if meeting.table is not None:
        return convenes(actor, meeting.table)
    return actor.kind is Kind.OFFICE and actor.body == meeting.body_id


def must_run(actor: Actor, meeting: Meeting) -> None:
    """Raise `Refused` unless the actor runs the meeting."""
    if not runs(actor, meeting):
        raise Refused("state", "not-in-the-chair", _("The party that called the meeting runs it."))


def is_invited(actor: Actor, meeting: Meeting) -> bool:
    """May the actor know where to join? Of an open meeting, everybody with an account may."""
    if meeting.for_parties and meeting.table is not None:
        return seat_of(meeting.table, actor) is not None
    if meeting.panel:
        panel = panels.of(meeting.panel)
        person = actor.person_id if actor.kind is Kind.PERSON and actor.person else None
        return person is not None and panel is not None and panel.sits(person)
    return actor.account is not None
