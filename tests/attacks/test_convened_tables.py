"""A round table convened by others than bodies gives nobody more than a seat: no decision, no private link, no other's word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from commonhall.actions.actors import Actor
from commonhall.consultations.askings.models import AskingReport
from commonhall.consultations.meetings import speaking_actions, table_actions
from commonhall.consultations.meetings.models import Meeting, Presence, SpeakingTurn
from commonhall.consultations.round_tables import (
    actions,
    convening_actions,
    invitation_actions,
)
from commonhall.consultations.round_tables.models import Seat
from commonhall.core import clock, search
from commonhall.decisions.motions.agreement_actions import table_agreement
from commonhall.people.actors import as_person
from commonhall.people.personal_data import everything_about
from commonhall.people.residents import actions as residents
from commonhall.people.residents.models import Person
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests import asking_kit
from tests.actions.samples import set_fields
from tests.attacks.doors import refused_everywhere
from tests.consultations import convened, kit
from tests.kit import Hall, found_hall, signed_in
from tests.law.kit import refusal
from tests.words import texts

pytestmark = pytest.mark.django_db
LINK = "https://talk.example.org/secret-room"


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def friends(hall: Hall) -> Actor:
    return kit.organisation(hall)


def test_an_organisation_cannot_agree_with_itself_and_have_it_decided(
    hall: Hall, friends: Actor
) -> None:
    """It convenes a table of friends about a matter: the council may still not decide before those concerned were asked."""
    case = hall.raise_case()
    table = convened.invited(hall, friends, about=case.ref)
    made = convened.agreed(table, friends, hall.parks)
    convening_actions.end_table.perform(friends, table=table)
    assert not AskingReport.objects.exists()
    given: dict[str, Any] = {
        "unit": hall.unit("north"),
        "names": texts("Lamps"),
        "texts": texts("Lamps."),
    }
    assert refusal(lambda: table_agreement.perform(hall.chair, agreement=made, **given)) == (
        "not-asked"
    )


def test_without_standing_nobody_convenes(hall: Hall) -> None:
    stranger = kit.organisation(hall, "Newcomers", recognised=False)
    given = {
        "title": "Lamps",
        "unit": hall.unit("north"),
        "body": hall.body("parks"),
        "agenda": ["Who pays"],
    }
    invite = convening_actions.invite_to_table
    said = [
        refusal(lambda who=who: invite.perform(who, **given))
        for who in (stranger, hall.resident, hall.parks)
    ]
    assert said == ["not-recognised", "wrong-kind", "wrong-kind"]


def test_nobody_answers_for_another_or_takes_back_a_word(hall: Hall, friends: Actor) -> None:
    table = convened.invited(hall, friends, bodies=[hall.body("roads")])
    answer = invitation_actions.answer_invitation
    for who in (hall.clerk, hall.resident):
        refused_everywhere(
            who, answer, table, {"answer": "declined", "reason": "x"}, by="state no-seat"
        )
    # Who has spoken at the table has come, and cannot leave what was agreed by declining afterwards.
    made = convened.agreed(table, friends, hall.roads, hall.parks)
    assert made.state == "agreed"
    refused_everywhere(
        hall.roads, answer, table, {"answer": "declined", "reason": "x"}, by="state answered"
    )


def test_who_runs_a_meeting_cannot_choose_who_speaks_nor_speak_for_another(
    hall: Hall, friends: Actor
) -> None:
    table = convened.invited(hall, friends)
    one = convened.meeting(table, friends)
    assert set(speaking_actions.call_next.inputs) == set()
    with convened.begun(one):
        convened.come(one, friends)
        turn = speaking_actions.ask_to_speak.perform(friends, meeting=one).result
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO consultations_speakingturn (meeting_id, place, first, state, speaker,"
                " organisation_id, at, version) VALUES (%s, 2, false, 'waiting', 'organisation',"
                " %s, %s, 1)",
                [one.pk, friends.organisation, clock.now()],
            )
        assert refusal(lambda: table_actions.end_meeting.perform(hall.parks, meeting=one)) == (
            "not-in-the-chair"
        )
    assert SpeakingTurn.objects.get().pk == turn.pk


def test_the_link_to_join_stands_nowhere_but_on_the_page_of_those_invited(
    hall: Hall, friends: Actor
) -> None:
    table = convened.invited(hall, friends)
    one = convened.meeting(table, friends, online=LINK)
    sequencer.sequence_once()
    assert not any("secret-room" in str(body) for body in Entry.objects.values_list("body"))
    assert not search.matching(Meeting.objects.all(), "consultations.meeting", "secret").exists()
    for who in (hall.clerk, hall.chair):
        assert "secret-room" not in signed_in(who).get(one.get_absolute_url()).content.decode()
    for address in (one.get_absolute_url(), f"{one.get_absolute_url()}meeting.ics"):
        assert "secret-room" not in Client().get(address).content.decode()
    # Nor once it is over, nor for a party that declined.
    invitation_actions.answer_invitation.perform(
        hall.parks, table=table, answer="declined", reason="No time."
    )
    assert "secret-room" not in signed_in(hall.parks).get(one.get_absolute_url()).content.decode()


def test_hidden_words_of_a_call_come_back_on_no_table(hall: Hall) -> None:
    call = convened.called_for(hall)
    set_fields(call, hidden_for="private")
    call.refresh_from_db()
    assert refusal(lambda: convened.convened(hall, call)) == "hidden"


def test_who_spoke_as_a_resident_can_be_erased_and_the_record_holds(
    hall: Hall, friends: Actor
) -> None:
    person = Person.objects.get(pk=asking_kit.confirmed(hall, 1)[0].person_id)
    table = kit.table(hall, friends, residents=[(person, "Tenants of Mill Road")])
    who, one = as_person(person), convened.meeting(table, hall.parks)
    invitation_actions.answer_invitation.perform(
        who, table=table, answer="accepted", reason="I live there."
    )
    with convened.begun(one):
        convened.come(one, who)
        speaking_actions.ask_to_speak.perform(who, meeting=one)
    told = everything_about(person)["consultations"]
    assert [row["meeting"] for row in told["speeches"]] == [one.pk]
    assert told["seats"][0]["reason"] == "I live there."
    residents.erase_me.perform(who, words=True)
    assert SpeakingTurn.objects.get().person_id is None
    assert Presence.objects.get().person_id is None
    seat = Seat.objects.get(table=table, speaker="resident")
    assert (seat.person_id, seat.label, seat.reason) == (None, "", "")
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_a_body_cannot_run_or_end_what_an_organisation_convened(hall: Hall, friends: Actor) -> None:
    table = convened.invited(hall, friends)
    refused_everywhere(hall.parks, actions.conclude_table, table, {}, by="state not-yours")
    end = convening_actions.end_table
    assert refusal(lambda: end.perform(hall.resident, table=table)) == "wrong-kind"
