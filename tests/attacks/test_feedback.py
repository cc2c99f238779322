"""Attacks on how taking part was: answering twice or for another, finding out who said what, reading below the fewest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from commonhall.actions.models import Version
from commonhall.consultations.conversations.models import Participant
from commonhall.consultations.feedback import actions, gatherings, keeping, timers
from commonhall.consultations.feedback.models import Feedback, FeedbackAnswer, FeedbackGiven
from commonhall.core import backups
from commonhall.core.refusals import Refused
from commonhall.people import actors
from commonhall.people.residents import roll_keys
from commonhall.people.residents.models import Person
from commonhall.record.models import Entry
from tests.consultations import feedback as kit
from tests.consultations import kit as talks
from tests.consultations.feedback import ANSWERS
from tests.kit import Hall, found_hall, signed_in
from tests.law.kit import refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def with_resident(hall: Hall, people: int = 12) -> tuple[Feedback, list[actors.Actor]]:
    """The form after a conversation in which the resident took part, too."""
    conversation = talks.opened(hall)
    everybody = talks.two_camps(hall, conversation, each=people // 2)
    talks.join(conversation, hall.resident)
    talks.vote(hall.resident, list(conversation.statements.order_by("pk")), 1)
    talks.close(hall, conversation)
    with kit.while_open():
        timers.ask_how_it_was()
    return Feedback.objects.get(), everybody


def test_nobody_answers_twice_by_page_or_in_another_tab(hall: Hall) -> None:
    one, _people = with_resident(hall)
    client = signed_in("resident")
    address = f"{one.get_absolute_url()}give/"
    with kit.while_open():
        assert client.post(address, ANSWERS).status_code == 302
        again = client.post(address, {**ANSWERS, "heard": "1"})
        assert again.status_code in (403, 409)
    assert FeedbackGiven.objects.count() == FeedbackAnswer.objects.count() == 1
    with kit.while_open():
        assert refusal(lambda: kit.give(hall.resident, one)) == "answered"


def test_nobody_answers_who_was_not_there_or_only_joined(hall: Hall) -> None:
    conversation = talks.opened(hall)
    talks.two_camps(hall, conversation, each=3)
    # Joining says nothing: one who did not vote did not take part.
    talks.join(conversation, hall.resident)
    talks.close(hall, conversation)
    with kit.while_open():
        timers.ask_how_it_was()
        one = Feedback.objects.get()
        assert Participant.objects.filter(person=hall.resident.person).exists()
        assert refusal(lambda: kit.give(hall.resident, one)) == "was-not-there"
        assert refusal(lambda: kit.give(actors.as_person(Person.objects.create()), one)) == (
            "was-not-there"
        )
        client = signed_in("chair")
        address = f"{one.get_absolute_url()}give/"
        assert client.post(address, ANSWERS).status_code == 403
        assert Client().post(address, ANSWERS).status_code == 302
    assert not FeedbackGiven.objects.exists()


def test_no_office_answers_what_people_say_of_it(hall: Hall) -> None:
    one, _people = kit.opened(hall)
    with kit.while_open():
        for office in (hall.parks, hall.chair, hall.clerk):
            with pytest.raises(Refused):
                kit.give(office, one)


def test_no_program_has_a_door_to_answers(hall: Hall) -> None:
    one, _people = with_resident(hall)
    client = signed_in("resident")
    with kit.while_open():
        sent = client.post(
            f"/api/v1/feedback/{one.pk}/give",
            json.dumps({"answers": ANSWERS}),
            content_type="application/json",
        )
    assert sent.status_code in (404, 405)
    assert not FeedbackGiven.objects.exists()


def test_the_form_cannot_be_closed_early_or_answered_late(hall: Hall) -> None:
    one, people = kit.opened(hall)
    with kit.while_open():
        with pytest.raises(Refused) as caught:
            actions.publish_feedback.perform(actors.system(), feedback=one)
        assert caught.value.code == "not-over"
        with pytest.raises(Refused):
            actions.publish_feedback.perform(hall.parks, feedback=one)
    with kit.afterwards():
        assert refusal(lambda: kit.give(people[0], one)) == "closed"


def test_nothing_leads_from_a_person_to_an_answer(hall: Hall) -> None:
    one, people = kit.opened(hall)
    kit.answered(one, people[0], heard="1")
    # Neither a time nor a name stands beside an answer, nor a time beside a name.
    assert {field.name for field in FeedbackAnswer._meta.fields} == {"key", "feedback", "sealed"}
    assert {field.name for field in FeedbackGiven._meta.fields} == {
        "id",
        "feedback",
        "person",
        "organisation",
    }
    row = FeedbackAnswer.objects.get()
    assert "heard" not in row.sealed
    entry = Entry.objects.get(action="consultations.give_feedback")
    assert "heard" not in entry.body and people[0].ref not in entry.body
    assert not Version.objects.filter(type__startswith="consultations.feedbackanswer").exists()
    # With each answer the others are written again under new keys: a copy before and one after share no row.
    before = set(FeedbackAnswer.objects.values_list("key", "sealed"))
    kit.answered(one, people[1], heard="5")
    after = set(FeedbackAnswer.objects.values_list("key", "sealed"))
    assert len(after) == 2 and not before & after
    assert {"consultations_feedbackgiven", "consultations_feedbackanswer"} <= set(
        backups.left_out()
    )


def test_an_answer_opens_nowhere_else_and_not_without_the_key(hall: Hall) -> None:
    one, people = kit.opened(hall)
    two, others = kit.opened(hall, title="And at the school?")
    kit.answered(one, people[0], heard="1")
    kit.answered(two, others[0], heard="5")
    row = FeedbackAnswer.objects.get(feedback=one)
    row.feedback_id = two.pk
    with pytest.raises(ValueError, match="was changed"):
        keeping.PILE.opened(row, roll_keys.every())
    row.feedback_id = one.pk
    with pytest.raises(ValueError, match="is not here"):
        keeping.PILE.opened(row, [])
    assert roll_keys.needed(roll_keys.every()[0].name)


def test_nothing_is_read_while_the_form_is_open(hall: Hall) -> None:
    """Before and after one answer, page, programs and tables say the same: nothing follows by subtracting."""
    one, people = kit.opened(hall)
    kit.answered(one, *people[:6])

    address = reverse("open_data:table", args=["consultations.feedback", "csv"])

    def seen() -> tuple[str, ...]:
        client = Client()
        with kit.while_open():
            page = client.get(one.get_absolute_url()).content.decode()
            listed = client.get("/conversations/feedback/").content.decode()
            api = json.dumps(client.get(f"/api/v1/feedback/{one.pk}").json())
            table = "".join(
                map(str, client.get(address).streaming_content)  # type: ignore[attr-defined]
            )
        inner = (one.split("<main", 1)[-1].split("</main>")[0] for one in (page, listed))
        return (*inner, api, table)

    before = seen()
    kit.answered(one, people[6], heard="1", fair="1")
    assert seen() == before
    assert json.loads(before[2])["counts"] == {} == json.loads(before[2])["points"]


def test_no_group_is_told_from_which_others_follow(hall: Hall) -> None:
    """Places, kinds of subject and pairs of questions are in no output: only sums of one question over all."""
    one, people = kit.opened(hall)
    kit.answered(one, *people[:9])
    kit.published(one)
    state = json.loads(Version.objects.filter(type="consultations.feedback").latest("pk").state)[
        "state"
    ]
    assert set(state["counts"]) == set(ANSWERS)
    assert all(len(steps) == 5 and sum(steps) == 9 for steps in state["counts"].values())
    assert not FeedbackAnswer.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM consultations_feedbackgiven")
        assert cursor.fetchone()[0] == 9


def test_a_body_cannot_have_its_own_meetings_left_out(hall: Hall) -> None:
    """Only a panel at work covers its meetings; a made-up name of a lottery covers none."""
    meeting = talks.meeting(hall)
    assert not gatherings._part_of_another([meeting.ref])
