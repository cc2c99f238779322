"""Mentoring cannot be ordered, read or steered by those it does not belong to."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from commonhall.delivery.mentoring import deciding_actions, offer_actions, pair_actions
from commonhall.delivery.mentoring.models import MentorOffer, MentorPair
from commonhall.people import actors
from commonhall.people.organisations.models import Membership
from commonhall.people.residents.models import Person
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests import on_record
from tests.decisions.kit import voter
from tests.delivery import mentoring as kit
from tests.kit import Hall, by_key, found_hall, signed_in
from tests.law.kit import refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_nobody_from_outside_reads_or_does_anything(hall: Hall) -> None:
    _elder, _by, pair = kit.running(hall)
    meeting = kit.met(_by, pair)
    stranger, other = voter(hall, 8), kit.mentor(hall, 502, "Others")
    for who in (stranger, other):
        for call in (
            lambda who=who: pair_actions.note_mentor_meeting.perform(who, pair=pair, on=kit.day(0)),
            lambda who=who: pair_actions.end_mentoring.perform(who, pair=pair),
            lambda who=who: pair_actions.strike_mentor_meeting.perform(who, meeting=meeting),
        ):
            assert refusal(call) == "not-yours"
    ben = kit.resident(hall, 9)
    page = signed_in(ben).get(pair.get_absolute_url()).content.decode()
    assert kit.GOALS not in page and "first book" not in page
    answer = by_key(ben, f"/mentor-pairs/{pair.pk}/end-mentoring", {})
    assert answer.status_code in (403, 404, 409)
    assert MentorPair.objects.get(pk=pair.pk).state == "running"


def test_a_request_is_seen_by_the_two_alone(hall: Hall) -> None:
    elder, _by, pair = kit.waiting(hall)
    for client in (Client(), signed_in(kit.resident(hall, 9))):
        assert client.get(pair.get_absolute_url()).status_code == 404
        listed = client.get("/plan/mentoring/").content.decode()
        assert "Sprouts" not in listed
        assert "Sprouts" not in client.get(pair.offer.get_absolute_url()).content.decode()
    pair_actions.decline_to_mentor.perform(elder, pair=pair, answer="They never pay.")
    assert Client().get(pair.get_absolute_url()).status_code == 404
    assert "Sprouts" not in str(list(Client().get("/api/v1/mentor-pairs").json()["items"]))


def test_an_organisation_without_standing_offers_nothing(hall: Hall) -> None:
    by, sprouts = kit.learner(hall)
    assert refusal(lambda: kit.offered(hall, kit.acting(by, sprouts))) != ""
    assert not MentorOffer.objects.exists()
    assert refusal(lambda: kit.offered(hall, by)) == "wrong-kind"


def test_nobody_asks_for_an_organisation_they_do_not_speak_for(hall: Hall) -> None:
    offer = kit.offered(hall, kit.mentor(hall))
    _by, sprouts = kit.learner(hall)
    ben = kit.resident(hall, 9)
    assert refusal(lambda: kit.asked(ben, sprouts, offer)) == "not-yours"
    signed_in(ben).post(
        f"{sprouts.get_absolute_url()}ask-for-mentor/",
        {"offer": offer.pk, "field": "money", "goals": "x", "until": kit.day(9).isoformat()},
    )
    assert not MentorPair.objects.exists()


def test_who_stopped_speaking_reads_and_does_no_more(hall: Hall) -> None:
    _elder, by, pair = kit.running(hall)
    on_record.change(Membership.objects.filter(organisation=pair.learner_id), ends=kit.day(-1))
    assert refusal(lambda: kit.met(by, pair)) == "not-yours"


def test_an_office_orders_no_pair(hall: Hall) -> None:
    _elder, _by, pair = kit.waiting(hall)
    agree = pair_actions.agree_to_mentor.perform
    for office in (hall.clerk, hall.chair):
        assert refusal(lambda who=office: agree(who, pair=pair)) == "wrong-kind"
    small = kit.learner(hall, 602, "Small")[1]
    with_no_power = refusal(
        lambda: deciding_actions.suggest_mentor.perform(
            hall.parks, offer=pair.offer, organisation=small, field="money", reasons="x"
        )
    )
    assert with_no_power == "no-competence"


def test_no_official_suggests_a_pair_for_an_organisation_they_speak_for(hall: Hall) -> None:
    offer = kit.offered(hall, kit.mentor(hall))
    official = actors.as_person(Person.objects.get(pk=hall.clerk.person))
    own = kit.registered(hall, official, "Clerks who sing", recognised=False)
    assert refusal(lambda: kit.suggested(hall, offer, own)) == "own-organisation"


def test_hidden_words_are_nowhere_and_do_not_come_back(hall: Hall) -> None:
    elder = kit.mentor(hall)
    offer = kit.offered(hall, elder, text="The thief of Mill Lane 4 lives here.")
    offer_actions.hide_mentor_offer.perform(hall.parks, offer=offer, reason="private")
    for address in (
        offer.get_absolute_url(),
        "/plan/mentoring/",
        "/api/v1/mentor-offers",
        "/search/?q=thief",
    ):
        assert "thief of Mill" not in Client().get(address).content.decode()
    back = refusal(
        lambda: offer_actions.change_mentor_offer.perform(
            elder,
            offer=MentorOffer.objects.get(pk=offer.pk),
            fields=["money"],
            text="The thief of Mill Lane 4 lives here.",
            unit=hall.unit("north"),
            places=1,
        )
    )
    assert back == "hidden"


def test_words_of_the_two_stand_in_no_entry_and_the_record_verifies(hall: Hall) -> None:
    _elder, by, pair = kit.running(hall)
    meeting = kit.met(by, pair, text="Xylophone lessons")
    pair_actions.strike_mentor_meeting.perform(by, meeting=meeting)
    said = [entry.body for entry in Entry.objects.all()]
    assert not any("Xylophone" in body or kit.GOALS in body for body in said)
    while sequencer.sequence_once():
        pass
    assert verification.verify(DatabaseSource()).ok
