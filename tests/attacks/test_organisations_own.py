"""An organisation's own affairs: nobody from outside, nobody who came later, and not what was hidden."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from commonhall.actions.actors import Actor
from commonhall.consultations.moderation import withheld_actions
from commonhall.core.refusals import BadInput, Refused
from commonhall.people import actors
from commonhall.people.organisations import actions, own_actions
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents import actions as residents
from commonhall.people.residents.models import Person
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from tests.actions.samples.carriers import carried
from tests.actions.samples.cases import a_photo
from tests.kit import Hall, found_hall, person, signed_in
from tests.law import kit

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def friends(hall: Hall) -> Organisation:
    return Organisation.objects.get(pk=kit.organisation(hall).organisation)


def speaker(one: Organisation, who: Person) -> Actor:
    return actors.as_organisation(who, one)


def founder(hall: Hall) -> Person:
    return Person.objects.get(pk=hall.resident.person)


def joined(hall: Hall, friends: Organisation, name: str = "newcomer") -> Person:
    who = person(name)
    actions.name_representative.perform(
        speaker(friends, founder(hall)), organisation=friends, person=who
    )
    return who


def page(one: Organisation, client: Client | None = None) -> str:
    return (client or Client()).get(one.get_absolute_url()).content.decode()


def test_a_newcomer_cannot_shut_out_those_who_let_them_in(
    hall: Hall, friends: Organisation
) -> None:
    newcomer = joined(hall, friends)
    with pytest.raises(BadInput, match="longer than you"):
        own_actions.part_with_representative.perform(
            speaker(friends, newcomer), organisation=friends, person=founder(hall)
        )
    with pytest.raises(Refused, match="Others speak for it"):
        own_actions.dissolve_organisation.perform(
            speaker(friends, newcomer), organisation=friends, sure=True
        )


def test_who_was_parted_with_speaks_no_more_from_that_moment(
    hall: Hall, friends: Organisation
) -> None:
    newcomer = joined(hall, friends)
    own_actions.part_with_representative.perform(
        speaker(friends, founder(hall)), organisation=friends, person=newcomer
    )
    with pytest.raises(Refused) as refused:
        own_actions.present_organisation.perform(
            speaker(friends, newcomer), organisation=friends, purpose="Ours now."
        )
    assert refused.value.code == "not-a-representative"
    with pytest.raises(Refused, match="your own organisation"):
        own_actions.present_organisation.perform(
            actors.as_person(newcomer), organisation=friends, purpose="Ours now."
        )
    # What they did while they spoke for it stands, and is vouched for by the record.
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_the_register_ends_it_in_public(hall: Hall, friends: Organisation) -> None:
    newcomer = joined(hall, friends)
    own_actions.end_representation.perform(
        hall.clerk, organisation=friends, person=newcomer, reason="Minutes of 3 May."
    )
    shown = page(friends)
    assert "Minutes of 3 May." in shown and "1 person, not named here" in shown


def test_nobody_is_named_but_by_themselves_and_only_while_they_wish(
    hall: Hall, friends: Organisation
) -> None:
    joined(hall, friends)
    assert "2 people, not named here" in page(friends)
    me = hall.resident
    own_actions.name_me.perform(me, organisation=friends, name="Ada Kowalska", role="treasurer")
    shown = page(friends)
    assert "Ada Kowalska" in shown and "treasurer" in shown and "and 1 other person" in shown
    own_actions.name_me.perform(me, organisation=friends)
    assert "Ada Kowalska" not in page(friends)
    own_actions.name_me.perform(me, organisation=friends, name="Ada Kowalska")
    residents.erase_me.perform(me, words=False)
    assert "Ada Kowalska" not in page(friends)


def test_words_that_were_hidden_do_not_come_back_by_another_door(
    hall: Hall, friends: Organisation
) -> None:
    me = speaker(friends, founder(hall))
    own_actions.present_organisation.perform(me, organisation=friends, purpose="Mr X steals.")
    withheld_actions.hide_organisation.perform(
        hall.parks, organisation=Organisation.objects.get(), reason="private"
    )
    with pytest.raises(BadInput, match="hidden by moderation"):
        own_actions.present_organisation.perform(
            me, organisation=Organisation.objects.get(), purpose=" Mr X steals. "
        )
    assert "steals" not in page(friends)
    own_actions.present_organisation.perform(
        me, organisation=Organisation.objects.get(), purpose="We plant trees."
    )
    assert "We plant trees." in page(friends)


def test_a_photo_is_shown_hidden_and_taken_down(hall: Hall, friends: Organisation) -> None:
    client = signed_in("resident")
    address = f"{friends.get_absolute_url()}picture/"
    assert client.post(address, {"image": a_photo()}).status_code == 400
    sent = client.post(address, {"image": a_photo(), "image_words": "Four people."})
    assert sent.status_code == 302, sent.content.decode()[-2000:]
    photo = f"{friends.get_absolute_url()}photo.jpg"
    assert Client().get(photo).status_code == 200 and 'alt="Four people."' in page(friends)
    withheld_actions.hide_organisation.perform(
        hall.parks, organisation=Organisation.objects.get(), reason="private", what="photos"
    )
    assert Client().get(photo).status_code == 404 and "Four people." not in page(friends)


def test_what_carries_a_function_is_not_dissolved(hall: Hall, friends: Organisation) -> None:
    carried(hall, speaker(friends, founder(hall)))
    with pytest.raises(Refused, match="still carries"):
        own_actions.dissolve_organisation.perform(hall.resident, organisation=friends, sure=True)
    friends.refresh_from_db()
    assert friends.state == "recognised"


def test_nobody_hands_a_function_over_to_whom_they_speak_for(
    hall: Hall, friends: Organisation
) -> None:
    chair = Person.objects.get(pk=hall.chair.person)
    actions.name_representative.perform(
        speaker(friends, founder(hall)), organisation=friends, person=chair
    )
    with pytest.raises(Refused) as refused:
        carried(hall, speaker(friends, founder(hall)))
    assert refused.value.code == "own-organisation"
