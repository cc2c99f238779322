"""Meetings of round tables: presence once, the speakers' list, minutes by line, calendars, hours that exist."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.consultations.meetings import (
    actions,
    minute_actions,
    speaking_actions,
    speech,
    table_actions,
)
from commonhall.consultations.meetings.models import Meeting, MinuteLine, Presence, SpeakingTurn
from commonhall.consultations.round_tables import actions as table_things
from commonhall.consultations.round_tables.models import RoundTable
from commonhall.core import clock
from commonhall.core.exports import datasets
from commonhall.core.refusals import BadInput
from commonhall.people.residents.models import Person
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from tests import asking_kit
from tests.consultations import convened, kit
from tests.kit import Hall, found_hall, signed_in
from tests.law.kit import refusal

pytestmark = pytest.mark.django_db
LINK = "https://talk.example.org/lamps"


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def friends(hall: Hall) -> Actor:
    return kit.organisation(hall)


@pytest.fixture
def table(hall: Hall, friends: Actor) -> RoundTable:
    return convened.invited(hall, friends, bodies=[hall.body("roads")])


def turns(meeting: Meeting) -> list[tuple[str, str]]:
    rows = meeting.turns.select_related("organisation", "office__body").order_by("place")
    return [(one.who, one.state) for one in rows]


# --- hour and place -------------------------------------------------------------------------------
def test_its_convener_says_when_the_parties_meet(
    hall: Hall, friends: Actor, table: RoundTable
) -> None:
    for given, field in (
        ({"starts_at": kit.days(-1)}, "starts_at"),
        ({"ends_at": kit.days(1)}, "ends_at"),
        ({"where": ""}, "where"),
    ):
        with pytest.raises(BadInput) as wrong:
            convened.meeting(table, friends, **given)
        assert wrong.value.field == field
    assert refusal(lambda: convened.meeting(table, hall.parks)) == "not-yours"
    one = convened.meeting(table, friends)
    # Nothing of what a body does with a meeting of its own may be done with one of a table.
    for action in (actions.call_off_meeting, actions.close_meeting):
        assert not action.check(hall.parks, one).allowed
    assert refusal(lambda: table_actions.cancel_meeting.perform(hall.parks, meeting=one)) == (
        "not-in-the-chair"
    )
    table_actions.cancel_meeting.perform(friends, meeting=one)
    assert "STATUS:CANCELLED" in calendar(f"{one.get_absolute_url()}meeting.ics")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("2026-03-29 02:30", "clocks skip this hour"),
        ("2026-10-25 02:30", "2026-10-25T02:30+02:00 or 2026-10-25T02:30+01:00"),
    ],
)
def test_an_hour_that_does_not_exist_or_comes_twice_is_asked_about(
    hall: Hall, friends: Actor, table: RoundTable, said: str, words: str
) -> None:
    with timezone.override("Europe/Warsaw"):
        field = actions.announce_meeting.inputs["starts_at"].input.field(required=True)
        with pytest.raises(Exception, match="clocks") as wrong:
            field.clean(said)
        assert words in str(wrong.value)
        second = field.clean("2026-10-25T02:30+01:00")
    assert second.astimezone(UTC) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_where_to_join_online_is_told_to_those_invited_only(
    hall: Hall, friends: Actor, table: RoundTable
) -> None:
    one = convened.meeting(table, friends, online=LINK)
    for who, told in ((friends, True), (hall.parks, True), (hall.clerk, False)):
        assert (LINK in signed_in(who).get(one.get_absolute_url()).content.decode()) is told
    assert LINK not in Client().get(one.get_absolute_url()).content.decode()
    assert LINK not in calendar(f"{one.get_absolute_url()}meeting.ics")
    assert LINK not in Client().get("/api/v1/meetings").content.decode()
    assert not any(LINK in str(row) for row in datasets()["consultations.meetings"].rows())
    # Of a meeting for everybody it is told to everybody with an account.
    open_to_all = kit.meeting(hall, online=LINK)
    assert LINK in signed_in(hall.resident).get(open_to_all.get_absolute_url()).content.decode()
    assert LINK not in Client().get(open_to_all.get_absolute_url()).content.decode()


def calendar(address: str) -> str:
    answer = Client().get(address)
    assert answer["Content-Type"].startswith("text/calendar")
    return answer.content.decode().replace("\r\n ", "")


def test_a_calendar_has_place_and_hour(hall: Hall, friends: Actor, table: RoundTable) -> None:
    one = convened.meeting(table, friends)
    for address in (f"{one.get_absolute_url()}meeting.ics", "/conversations/meetings/meetings.ics"):
        text = calendar(address)
        assert "LOCATION:School hall" in text and f"UID:meeting-{one.pk}@" in text
        assert f"DTSTART:{one.starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}" in text


# --- presence -------------------------------------------------------------------------------------
def test_a_party_is_there_once_in_the_room_or_online(
    hall: Hall, friends: Actor, table: RoundTable
) -> None:
    one = convened.meeting(table, friends, online=LINK)
    with convened.begun(one):
        convened.come(one, friends)
        convened.come(one, friends, online=True)
        assert refusal(lambda: convened.come(one, hall.clerk)) == "no-seat"
    assert [row.online for row in Presence.objects.all()] == [True]
    room = convened.meeting(table, friends)
    with convened.begun(room):
        convened.come(room, friends, online=True)
    # Nobody is online where nobody can join from afar.
    assert not Presence.objects.get(meeting=room).online


def test_a_meeting_may_be_open_to_everybody_and_the_parties_alone_agree(
    hall: Hall, friends: Actor, table: RoundTable
) -> None:
    one = convened.meeting(table, friends, open_to_all=True, online=LINK)
    with convened.begun(one):
        convened.come(one, hall.resident, friends)
        speaking_actions.ask_to_speak.perform(hall.resident, meeting=one)
    assert Presence.objects.filter(meeting=one).count() == 2
    assert LINK in signed_in(hall.resident).get(one.get_absolute_url()).content.decode()
    assert "open to everybody" in Client().get(one.get_absolute_url()).content.decode()
    item = table.items.get()
    propose = table_things.propose
    assert refusal(lambda: propose.perform(hall.resident, item=item, text="x")) == "no-seat"
    (row,) = Client().get("/api/v1/meetings").json()["items"]
    assert row["open_to_all"] is True and row["table"] == table.pk


# --- the speakers' list ---------------------------------------------------------------------------
def test_first_speakers_come_first_and_the_list_decides(
    hall: Hall, friends: Actor, table: RoundTable
) -> None:
    one = convened.meeting(table, friends)
    ask, call = speaking_actions.ask_to_speak, speaking_actions.call_next
    assert refusal(lambda: ask.perform(friends, meeting=one)) == "not-now"
    with convened.begun(one, 0):
        assert refusal(lambda: ask.perform(hall.parks, meeting=one)) == "not-there"
        convened.come(one, friends, hall.parks, hall.roads)
        assert refusal(lambda: call.perform(friends, meeting=one)) == "wrong-state"
        ask.perform(hall.parks, meeting=one)
        assert refusal(lambda: ask.perform(hall.parks, meeting=one)) == "on-the-list"
        assert refusal(lambda: call.perform(hall.parks, meeting=one)) == "not-in-the-chair"
        call.perform(friends, meeting=one)
    with convened.begun(one, 10):
        # Parks have spoken and ask again, before roads ask for the first time: roads are next.
        call.perform(friends, meeting=one)
        ask.perform(hall.parks, meeting=one)
        ask.perform(hall.roads, meeting=one)
        call.perform(friends, meeting=one)
        speaking = one.turns.select_related("office__body").get(state="speaking")
        assert speaking.office is not None and speaking.office.body.code == "roads"
        page = signed_in(hall.parks).get(one.get_absolute_url()).content.decode()
        assert "speaking now" in page and "you</strong>" in page
    with convened.begun(one, 15):
        speaking_actions.stop_waiting.perform(hall.parks, meeting=one)
        call.perform(friends, meeting=one)
        states = [state for _who, state in turns(one)]
        assert states == ["spoken", "withdrawn", "spoken"]
        after = Client().get(one.get_absolute_url()).content.decode()
    (line,) = [row for row in speech.of_meetings([one.pk])[one.pk] if row.turns]
    assert (line.kind, line.turns, line.minutes, line.share) == ("official", 2, 15, 1.0)
    assert "Evenness: 0 of 100" in after
    (row,) = [one for one in datasets()["consultations.meeting_speech"].rows() if one["speeches"]]
    assert (row["kind"], row["seconds"]) == ("official", 900)


def test_a_resident_is_called_by_a_number(hall: Hall, friends: Actor) -> None:
    person = Person.objects.get(pk=asking_kit.confirmed(hall, 1)[0].person_id)
    table = kit.table(hall, friends, residents=[(person, "Tenants")])
    from commonhall.people.actors import as_person

    one, who = convened.meeting(table, hall.parks), as_person(person)
    with convened.begun(one):
        convened.come(one, who)
        speaking_actions.ask_to_speak.perform(who, meeting=one)
        page = signed_in(hall.parks).get(one.get_absolute_url()).content.decode()
    assert "Resident, number 1" in page and person.name not in page


def test_evenness_is_one_where_all_had_the_same_and_nothing_where_one_was_there() -> None:
    assert speech.evenness([60, 60, 60]) == pytest.approx(1)
    assert speech.evenness([90, 0]) == 0
    assert speech.evenness([90, 10]) == pytest.approx(0.469, abs=0.001)
    assert speech.evenness([90]) is None and speech.evenness([0, 0]) is None


# --- minutes --------------------------------------------------------------------------------------
def test_minutes_are_written_by_line_and_tied_to_what_was_agreed(
    hall: Hall, friends: Actor, table: RoundTable
) -> None:
    made = convened.agreed(table, friends, hall.parks)
    other = convened.agreed(convened.invited(hall, friends), friends)
    one = convened.meeting(table, friends)
    write = minute_actions.write_line
    assert refusal(lambda: write.perform(friends, meeting=one, text="Early.")) == "not-yet"
    with convened.begun(one):
        assert refusal(lambda: write.perform(hall.parks, meeting=one, text="x")) == (
            "not-in-the-chair"
        )
        with pytest.raises(BadInput) as wrong:
            write.perform(friends, meeting=one, text="x", tied=other.ref)
        assert wrong.value.field == "tied"
        end = table_actions.end_meeting
        assert refusal(lambda: end.perform(friends, meeting=one)) == "no-minutes"
        answer = signed_in(friends).post(
            f"{one.get_absolute_url()}write-line/", {"text": "All agreed.", "tied": made.ref}
        )
        assert answer.status_code == 302
        line = MinuteLine.objects.get()
        minute_actions.correct_line.perform(friends, line=line, text="Both agreed.", tied=made.ref)
        end.perform(friends, meeting=one)
        line.refresh_from_db()
        assert (
            refusal(
                lambda: minute_actions.correct_line.perform(
                    friends, line=line, text="Nobody agreed."
                )
            )
            == "closed"
        )
    page = Client().get(one.get_absolute_url()).content.decode()
    assert "Both agreed." in page and f"#agreement-{made.pk}" in page
    assert Meeting.objects.get(pk=one.pk).state == "held"
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_a_meeting_costs_as_many_queries_with_a_thousand_present(
    hall: Hall, friends: Actor
) -> None:
    meeting = kit.meeting(hall)
    counts = []
    with clock.replay(meeting.starts_at + timedelta(minutes=5)):
        for number in (3, 1000):
            people = Person.objects.bulk_create([Person(name="Resident") for _n in range(number)])
            fields = {"meeting": meeting, "speaker": "resident", "at": clock.now()}
            QuerySet(Presence).bulk_create(
                [Presence(person=one, text="Light.", **fields) for one in people]
            )
            QuerySet(SpeakingTurn).bulk_create(
                [
                    SpeakingTurn(person=one, place=place, first=True, **fields)
                    for place, one in enumerate(people)
                ]
            )
            with CaptureQueriesContext(connection) as found:
                Client().get(meeting.get_absolute_url())
            counts.append(len(found))
    assert counts[0] == counts[1] <= 14
