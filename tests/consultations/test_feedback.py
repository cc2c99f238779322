"""How taking part was: asked of those who took part, once each; told as sums, once, and of enough people only."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonhall.actions.models import Notification
from commonhall.consultations.feedback import counting, measuring, queries, timers
from commonhall.consultations.feedback.models import Feedback, FeedbackAnswer, FeedbackGiven
from commonhall.consultations.feedback.questions import QUESTIONS
from commonhall.consultations.meetings import actions as meeting_actions
from commonhall.consultations.meetings import speaking_actions
from commonhall.core import clock, jobs
from commonhall.core.refusals import BadInput
from commonhall.decisions.panels import timers as panel_timers
from commonhall.people import actors
from commonhall.people.personal_data import everything_about
from commonhall.people.residents.models import Person
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from tests.consultations import feedback as kit
from tests.consultations import kit as talks
from tests.consultations.feedback import ANSWERS
from tests.decisions import panels
from tests.decisions.kit import voter
from tests.kit import Hall, found_hall, person, signed_in
from tests.law.kit import refusal

pytestmark = pytest.mark.django_db

LIST = "/conversations/feedback/"


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_those_who_took_part_answer_and_sums_are_published(hall: Hall) -> None:
    one, people = kit.opened(hall)
    assert (one.state, one.way, one.asked) == ("open", "conversation", 12)
    kit.answered(one, *people[:7])
    assert FeedbackAnswer.objects.count() == 7
    kit.published(one)
    assert one.state == "closed" and not FeedbackAnswer.objects.exists()
    assert one.counts["heard"] == [0, 0, 0, 7, 0] and one.points["heard"][0] == 7500
    assert one.points["all"][0] == round(sum(one.points[code][0] for code in QUESTIONS) / 6)
    assert one.points["all"][3] == 7
    assert timers.publish_how_it_was() == 0
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_nothing_is_told_of_fewer_than_the_hall_tells_of(hall: Hall) -> None:
    one, people = kit.opened(hall)
    kit.answered(one, *people[:4])
    # Enough came, but one question was answered by four.
    kit.answered(one, people[4], heard="1")
    kit.published(one)
    assert set(one.counts) == {"heard"} and set(one.points) == {"all", "heard"}
    two, others = kit.opened(hall, title="And lamps at the school?")
    kit.answered(two, *others[:4])
    kit.published(two)
    assert (two.counts, two.points) == ({}, {}) and not two.told
    page = Client().get(two.get_absolute_url()).content.decode()
    assert "Fewer than 5 people answered" in page


def test_few_who_can_be_asked_are_not_numbered(hall: Hall) -> None:
    one, _people = kit.opened(hall, people=4)
    assert one.asked is None


def test_it_is_asked_once_of_what_ended_lately(hall: Hall) -> None:
    conversation, _people = kit.ended(hall)
    with clock.replay(talks.days(40)):
        assert timers.ask_how_it_was() == 0
    with kit.while_open():
        assert timers.ask_how_it_was() == 1
        assert timers.ask_how_it_was() == 0
    assert Feedback.objects.get().thing == conversation.ref


def test_where_nobody_said_anything_nobody_is_asked(hall: Hall) -> None:
    talks.close(hall, talks.opened(hall))
    with kit.while_open():
        assert timers.ask_how_it_was() == 0


def test_everybody_who_took_part_gets_one_letter_with_a_link(hall: Hall) -> None:
    conversation = talks.opened(hall)
    ada = person("ada")
    talks.join(conversation, actors.as_person(ada))
    talks.vote(actors.as_person(ada), list(conversation.statements.order_by("pk")), 1)
    talks.close(hall, conversation)
    with kit.while_open():
        timers.ask_how_it_was()
        while jobs.run_one("test"):
            pass
    one = Feedback.objects.get()
    to_ada = [letter for letter in mail.outbox if letter.to == ["ada@example.org"]]
    (letter,) = [one for one in to_ada if "/give/" in one.body]
    assert f"{one.get_absolute_url()}give/" in letter.body
    assert "stored separately" in letter.body
    assert Notification.objects.filter(ref=one.ref).count() == 1


def test_a_meeting_is_asked_about_and_speech_is_measured(hall: Hall) -> None:
    meeting = talks.meeting(hall)
    people = [voter(hall, number) for number in range(6)]
    with clock.replay(meeting.starts_at + timedelta(minutes=5)):
        code = meeting_actions.code_of(meeting)
        for one in people:
            meeting_actions.attend_meeting.perform(one, meeting=meeting, code=code)
        for one in people[:2]:
            speaking_actions.ask_to_speak.perform(one, meeting=meeting)
    minutes = {0: 30, 1: 10}
    began = meeting.starts_at + timedelta(minutes=6)
    for number, long in minutes.items():
        with clock.replay(began):
            speaking_actions.call_next.perform(hall.parks, meeting=meeting)
        began += timedelta(minutes=long)
        assert number in minutes
    with clock.replay(began):
        speaking_actions.call_next.perform(hall.parks, meeting=meeting)
    with clock.replay(meeting.ends_at + timedelta(hours=1)):
        meeting_actions.close_meeting.perform(
            hall.parks, meeting=meeting, minutes="Lamps.", points=["Lamps"]
        )
        assert timers.ask_how_it_was() == 1
        feedback = Feedback.objects.get()
        assert (feedback.way, feedback.asked) == ("meeting", 6)
        (even,) = measuring.measured(feedback)["evenness"]
        assert (even["of"], even["people"]) == ("speech", 6) and even["gini"] > 7000
        owed = measuring.owed(feedback, clock.today())
        assert owed == {"all": 1, "in_time": 0, "late": 0, "overdue": 0}


def test_what_the_record_says_of_a_conversation(hall: Hall) -> None:
    one, people = kit.opened(hall, people=20)
    kit.answered(one, *people[:5])
    measures = kit.published(one).measures
    votes = next(row for row in measures["evenness"] if row["of"] == "votes")
    # Everybody voted on all ten; the office that wrote statements was counted as agreeing with its own.
    assert votes["people"] >= 20 and votes["gini"] < 1000 and votes["entropy"] > 9000
    page = Client().get(one.get_absolute_url()).content.decode()
    assert "Votes on statements" in page and "of 100 points" in page


def test_who_came_is_held_against_the_roll_by_place(hall: Hall) -> None:
    """Ten live in each district; ten of the north came, and one of the south, who is not told of alone."""
    people = [voter(hall, number, "north") for number in range(10)]
    people += [voter(hall, 100 + number, "south") for number in range(10)]
    meeting = talks.meeting(hall, unit=hall.unit("root"))
    with clock.replay(meeting.starts_at + timedelta(minutes=5)):
        code = meeting_actions.code_of(meeting)
        for one in people[:11]:
            meeting_actions.attend_meeting.perform(one, meeting=meeting, code=code)
    with clock.replay(meeting.ends_at + timedelta(hours=1)):
        meeting_actions.close_meeting.perform(hall.parks, meeting=meeting, minutes="Lamps.")
        timers.ask_how_it_was()
        first = Feedback.objects.get()
        # Ten and one: with the one put to the ten, only one group is left, and nothing is told.
        assert "places" not in measuring.measured(first)
    second = talks.meeting(hall, unit=hall.unit("root"))
    with clock.replay(second.starts_at + timedelta(minutes=5)):
        code = meeting_actions.code_of(second)
        for one in [*people[:10], *people[10:15]]:
            meeting_actions.attend_meeting.perform(one, meeting=second, code=code)
    with clock.replay(second.ends_at + timedelta(hours=1)):
        meeting_actions.close_meeting.perform(hall.parks, meeting=second, minutes="Lamps.")
        timers.ask_how_it_was()
        places = measuring.measured(Feedback.objects.get(thing=second.ref))["places"]
    # Ten of fifteen are of the north, where half live: one in six would have to live elsewhere.
    assert (places["index"], places["people"], places["groups"]) == (1667, 15, 2)
    assert places["index"] < places["most"]


def test_a_panel_is_asked_once_at_its_end_and_not_after_each_meeting(hall: Hall) -> None:
    panel, members, _sent = panels.seated(hall)
    with panels.working(panel):
        met = panels.met(hall, panel, *members)
    with clock.replay(met.ends_at + timedelta(hours=2)):
        assert timers.ask_how_it_was() == 0
    with clock.replay(clock.now() + timedelta(days=62)):
        panel_timers.panels_due()
        assert timers.ask_how_it_was() == 1
        one = Feedback.objects.get()
        assert (one.thing, one.way, one.asked) == (panel.ref, "panel", None)
        kit.give(members[0], one)
        assert refusal(lambda: kit.give(hall.resident, one)) == "was-not-there"
        shown = Client().get(panel.get_absolute_url()).content.decode()
        assert one.get_absolute_url() in shown


def test_organisations_answer_as_such(hall: Hall) -> None:
    conversation = talks.opened(hall)
    friends = talks.organisation(hall)
    talks.join(conversation, friends)
    talks.vote(friends, list(conversation.statements.order_by("pk")), 1)
    talks.close(hall, conversation)
    with kit.while_open():
        timers.ask_how_it_was()
        one = Feedback.objects.get()
        kit.give(friends, one)
        assert refusal(lambda: kit.give(friends, one)) == "answered"
        # Whoever speaks for it did not take part in their own name.
        assert refusal(lambda: kit.give(hall.resident, one)) == "was-not-there"
    given = FeedbackGiven.objects.get()
    assert given.person_id is None and given.organisation_id == friends.organisation


@pytest.mark.parametrize(
    ("answers", "field"),
    [({"heard": "6"}, "heard"), ({"fair": "yes"}, "fair"), ({"other": "3"}, "answers")],
)
def test_wrong_answers_are_named(hall: Hall, answers: dict[str, str], field: str) -> None:
    one, people = kit.opened(hall)
    with kit.while_open(), pytest.raises(BadInput) as caught:
        kit.give(people[0], one, **answers)
    assert caught.value.field == field
    assert not FeedbackGiven.objects.exists()


def test_the_pages_from_the_form_to_the_overview(hall: Hall) -> None:
    conversation = talks.opened(hall)
    everybody = talks.two_camps(hall, conversation, each=6)
    talks.join(conversation, hall.resident)
    talks.vote(hall.resident, list(conversation.statements.order_by("pk")), 1)
    talks.close(hall, conversation)
    client = signed_in("resident")
    with kit.while_open():
        timers.ask_how_it_was()
        one = Feedback.objects.get()
        shown = Client().get(conversation.get_absolute_url()).content.decode()
        assert one.get_absolute_url() in shown
        address = f"{one.get_absolute_url()}give/"
        form = client.get(address)
        assert form.status_code == 200 and "Views other than mine" in form.content.decode()
        assert client.post(address, {}).status_code == 400
        assert client.post(address, ANSWERS).status_code == 302
        assert "You have answered" in client.get(one.get_absolute_url()).content.decode()
        for who in everybody[:5]:
            kit.give(who, one)
    kit.published(one)
    with kit.afterwards():
        overview = Client().get(LIST).content.decode()
        assert conversation.title in overview and "By kind" in overview and "Parks" in overview
        assert Client().get(LIST + "?way=panel").status_code == 200
        listed = Client().get("/api/v1/feedback").json()["items"]
        assert listed[0]["counts"]["heard"] == [0, 0, 0, 6, 0]
        whole = Client().get(f"/api/v1/feedback/{one.pk}").json()
        assert whole["measures"]["evenness"]


def test_the_overview_costs_the_same_however_much_there_is(hall: Hall) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as caught, kit.afterwards():
            assert Client().get(LIST).status_code == 200
        return len(caught)

    one, people = kit.opened(hall)
    kit.answered(one, *people[:5])
    kit.published(one)
    first = cost()
    for number in range(3):
        two, others = kit.opened(hall, title=f"Lamp {number}?")
        kit.answered(two, *others[:5])
        kit.published(two)
    assert cost() <= first <= 14


def test_data_of_a_person_are_handed_over_and_go(hall: Hall) -> None:
    one, people = kit.opened(hall)
    kit.answered(one, people[0])
    owner = Person.objects.get(pk=people[0].person)
    told = everything_about(owner)["consultations"]
    assert told["feedback"] == [one.thing]
    assert "heard" not in str(told["feedback"])


def test_points_follow_from_published_counts(hall: Hall) -> None:
    one, people = kit.opened(hall)
    kit.answered(one, *people[:6])
    kit.published(one)
    assert counting.same(counting.points(one.counts), one.points)
    assert not counting.same(counting.points({**one.counts, "heard": [6, 0, 0, 0, 0]}), one.points)


def test_quarters_add_what_is_published() -> None:
    rows = [
        ("a", clock.today(), {"heard": [1, 0, 0, 0, 4]}),
        ("a", clock.today(), {"fair": [5, 0, 0, 0, 0]}),
    ]
    ((group, _day, added),) = queries.by_quarter(rows)
    assert group == "a" and added == {"heard": [1, 0, 0, 0, 4], "fair": [5, 0, 0, 0, 0]}
