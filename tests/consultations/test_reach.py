"""Whom each statement was shown is logged: counts by statement are public, persons never."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client

from commonhall.consultations.conversations.actions import take_part
from commonhall.consultations.conversations.models import Conversation, Showing, Statement
from commonhall.consultations.statements import next_statement, votes
from commonhall.people import personal_data
from commonhall.people.residents.actions import erase_me
from commonhall.people.residents.models import Person
from tests.asking_kit import confirmed, opened
from tests.kit import Hall, found_hall, signed_in
from tests.open_data.test_api import key_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def talk(hall: Hall) -> Conversation:
    return opened(hall, hall.raise_case().ref, statements=["More lamps"])


def test_each_statement_says_to_how_many_it_was_shown(hall: Hall, talk: Conversation) -> None:
    people = [hall.resident, *confirmed(hall, 2)]
    for one in people:
        take_part.perform(one, conversation=talk)
    statement = Statement.objects.get()
    page = signed_in(hall.resident)
    for _twice in range(2):
        assert "More lamps" in page.get(f"{talk.get_absolute_url()}vote/").content.decode()
    asked = Client().get(f"/api/v1/conversations/{talk.pk}/next", headers=key_of("resident"))
    assert asked.json()["statement"]["shown_to"] == 1
    second = talk.participants.get(person=people[1].person)
    next_statement.next_for(talk, second)
    (said,) = Client().get(f"/api/v1/conversations/{talk.pk}/statements").json()["items"]
    assert said["shown_to"] == 2 and set(said) & {"person", "participants", "showings"} == set()
    assert (
        "It was shown to 2 participants."
        in Client().get(statement.get_absolute_url()).content.decode()
    )
    votes.cast(people[1], statement, 1)
    assert next_statement.reach([statement.pk]) == {statement.pk: 2}, "whoever voted saw it as well"


def test_one_has_ones_own_and_has_it_erased(hall: Hall, talk: Conversation) -> None:
    take_part.perform(hall.resident, conversation=talk)
    signed_in(hall.resident).get(f"{talk.get_absolute_url()}vote/")
    person = Person.objects.get(pk=hall.resident.person)
    own = json.dumps(personal_data.everything_about(person), default=str)
    assert '"shown"' in own and Showing.objects.count() == 1
    erase_me.perform(hall.resident, words=True)
    assert not Showing.objects.exists()
