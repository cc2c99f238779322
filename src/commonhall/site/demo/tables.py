"""Round tables of Millbrook: one that met and agreed, and one that an organisation convenes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.cases.sources.models import Source
from commonhall.consultations.meetings import actions as meeting_actions
from commonhall.consultations.meetings import minute_actions, speaking_actions
from commonhall.consultations.meetings import table_actions as meeting_table_actions
from commonhall.consultations.meetings.models import Meeting
from commonhall.consultations.round_tables import actions as table_actions
from commonhall.consultations.round_tables import (
    commitment_actions,
    convening_actions,
    invitation_actions,
)
from commonhall.consultations.round_tables.models import AgendaItem, Agreement
from commonhall.core import clock
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town


def build(town: Town, source: Source, organisations: list[Actor], now: datetime) -> None:
    """Streets, Parks, two organisations and a resident agree who does what; one promise is kept."""
    desk, parks = town.desks[f"{source.body.code}-desk"], town.desks["parks-desk"]
    begins = now - timedelta(days=9)
    day = timezone.localtime(begins + timedelta(days=3))
    evening = day.replace(hour=18, minute=0, second=0, microsecond=0)
    bank, night = organisations[0], organisations[1]
    people = {one.organisation: one for one in (bank, night)}
    resident = town.residents[0]
    with clock.replay(begins):
        table = table_actions.convene_table.perform(
            desk,
            title="Round table on the river bank",
            text="Who does what until the new cable lies.",
            unit=source.unit,
            bodies=[Body.objects.get(code="parks")],
            organisations=list(Organisation.objects.filter(pk__in=list(people))),
            residents=[(Person.objects.get(pk=resident.person_id), "Residents of the river road")],
            agenda=["Light until the cable is replaced", "Care for the bank"],
            about=source.ref,
        ).result
        for who in (parks, bank, night, resident):
            invitation_actions.answer_invitation.perform(who, table=table, answer="accepted")
        meeting = meeting_table_actions.meet.perform(
            desk,
            table=table,
            starts_at=evening,
            ends_at=evening + timedelta(hours=2),
            where="Boathouse, River Road 1",
        ).result
    first, second = AgendaItem.objects.filter(table=table).order_by("place")
    everybody = [desk, parks, bank, night, resident]
    with clock.replay(begins + timedelta(days=1)):
        for who, words in (
            (desk, "We can hang battery lamps on the fence, but nobody changes them at night."),
            (bank, "Two lamps at the ramp are enough until then."),
            (resident, "Before anything else: the ramp."),
        ):
            table_actions.take_position.perform(who, item=first, text=words)
        table_actions.take_position.perform(
            parks, item=second, text="We mow after the nesting time."
        )
        made = table_actions.propose.perform(
            bank, item=first, text="Two battery lamps at the ramp, looked after by the neighbours."
        ).result
        table_actions.propose.perform(night, item=second, text="A bench where the bank is widest.")
    with clock.replay(begins + timedelta(days=2)):
        for who in everybody:
            if who is not bank:
                table_actions.assent.perform(who, agreement=made, verdict="assent")
        hung = commitment_actions.commit.perform(
            desk,
            agreement=made,
            text="We hang two lamps at the ramp.",
            due_on=timezone.localdate(begins + timedelta(days=6)),
        ).result
        commitment_actions.commit.perform(
            bank,
            agreement=made,
            text="We change the batteries every week.",
            due_on=timezone.localdate(now + timedelta(days=40)),
        )
    _met(meeting, made, [desk, parks, bank, night, resident])
    with clock.replay(begins + timedelta(days=6)):
        commitment_actions.mark_commitment.perform(
            resident, commitment=hung, verdict="kept", text="They hang there since Tuesday."
        )
    with clock.replay(now - timedelta(days=2)):
        convening_actions.invite_to_table.perform(
            night,
            title="Quiet nights by the river",
            text="How the bank stays open to everybody and people next to it can sleep.",
            unit=source.unit,
            body=Body.objects.get(code="parks"),
            agenda=["Hours of the bank in summer"],
        )


def _met(meeting: Meeting, agreement: Agreement, parties: list[Actor]) -> None:
    """The parties meet, are called in turn, and write down what they agreed."""
    desk = parties[0]
    with clock.replay(meeting.starts_at + timedelta(minutes=2)):
        code = meeting_actions.code_of(meeting)
        for who in parties:
            meeting_actions.attend_meeting.perform(who, meeting=meeting, code=code)
            speaking_actions.ask_to_speak.perform(who, meeting=meeting)
    moment = meeting.starts_at + timedelta(minutes=5)
    for minutes in (6, 9, 4, 7, 5, 0):
        with clock.replay(moment):
            speaking_actions.call_next.perform(desk, meeting=meeting)
        moment += timedelta(minutes=minutes)
    with clock.replay(moment):
        for text, tied in (
            ("The neighbours showed how dark the ramp is after nine.", ""),
            ("All parties stand by what they agreed in writing.", agreement.ref),
        ):
            minute_actions.write_line.perform(desk, meeting=meeting, text=text, tied=tied)
        meeting_table_actions.end_meeting.perform(desk, meeting=meeting)
