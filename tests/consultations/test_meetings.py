"""Meetings and panels as ways of asking: who was there says so, each once, and nobody for another."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from commonhall.actions.actors import Actor
from commonhall.cases.sources import actions as source_actions
from commonhall.cases.sources.models import Source
from commonhall.consultations.askings.models import AskingReport
from commonhall.consultations.meetings import actions, panels
from commonhall.consultations.meetings.models import Meeting, Presence
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.motions import actions as motion_actions
from commonhall.law.asking.asked import asked_about
from commonhall.law.promises import ledger
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from tests import asking_kit
from tests.consultations import kit
from tests.decisions import lots
from tests.kit import Hall, asking_hall, signed_in
from tests.law.kit import refusal
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return asking_hall()


def matter(hall: Hall) -> Source:
    return source_actions.name_source.perform(
        hall.parks,
        title="Old cable",
        text="",
        unit=hall.unit("north"),
        body=hall.body("parks"),
        cases=[hall.raise_case()],
    ).result


def come(meeting: Meeting, *people: Actor, text: str = "") -> None:
    with clock.replay(meeting.starts_at + timedelta(minutes=5)):
        for one in people:
            actions.attend_meeting.perform(
                one, meeting=meeting, code=actions.code_of(meeting), text=text
            )


def close(hall: Hall, meeting: Meeting, *points: str) -> Meeting:
    with clock.replay(meeting.ends_at + timedelta(hours=1)):
        actions.close_meeting.perform(
            hall.parks, meeting=meeting, minutes="Lamps were talked about.", points=points
        )
        meeting.refresh_from_db()
        for point in actions.unanswered(meeting):
            actions.answer_meeting.perform(
                hall.parks, meeting=meeting, point=point, verdict="taken_up", answer="We will."
            )
    meeting.refresh_from_db()
    return meeting


def decide(hall: Hall, about: str) -> None:
    motion_actions.table_motion.perform(
        hall.chair,
        matter=about,
        unit=hall.unit("north"),
        names=texts("Lamps"),
        texts=texts("Ten new lamps."),
    )


def test_a_meeting_to_which_enough_residents_came_lets_the_council_decide(hall: Hall) -> None:
    about = matter(hall).ref
    meeting = kit.meeting(hall, about=about)
    people = asking_kit.confirmed(hall, 5)
    come(meeting, *people[:4], hall.roads)
    # A second time changes words, not numbers; an official is no resident.
    come(meeting, people[0], text="The path is dark.")
    close(hall, meeting, "Lamps at the school")
    report = AskingReport.objects.get(asking=meeting.ref)
    assert (report.way, report.residents, report.offices) == ("meeting", 4, 1)
    assert refusal(lambda: decide(hall, about)) == "not-asked"

    second = kit.meeting(hall, about=about)
    come(second, *people)
    close(hall, second, "Lamps at the school")
    later = second.ends_at + timedelta(hours=2)
    with clock.replay(later):
        decide(hall, about)
    shown = {one.ref: one for one in asked_about(about)[0]}[second.ref]
    assert (shown.residents, shown.taken_up, shown.answered) == (5, 1, True)
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_what_was_asked_for_must_be_answered_before_and_is_a_promise(hall: Hall) -> None:
    about = matter(hall).ref
    meeting = kit.meeting(hall, about=about)
    come(meeting, *asking_kit.confirmed(hall, 5))
    with clock.replay(meeting.ends_at + timedelta(hours=1)):
        actions.close_meeting.perform(
            hall.parks, meeting=meeting, minutes="Talked.", points=["Lamps", "  "]
        )
        assert refusal(lambda: decide(hall, about)) == "not-asked"
        (promise,) = [ledger.of(meeting.ref)]
        assert promise is not None and promise.kind == "common-ground"
        (point,) = actions.unanswered(meeting)
        address = f"/conversations/meetings/{meeting.pk}/answer/"
        sent = {"point": point.pk, "verdict": "refused", "answer": "No money."}
        assert signed_in(hall.parks).post(address, sent).status_code == 302
        decide(hall, about)
    page = Client().get(meeting.get_absolute_url()).content.decode()
    assert "No money." in page and "Lamps" in page


def test_nobody_is_there_without_the_code_or_at_another_hour(hall: Hall) -> None:
    meeting = kit.meeting(hall)
    code = actions.code_of(meeting)
    with pytest.raises(Refused) as caught:
        actions.attend_meeting.perform(hall.resident, meeting=meeting, code=code)
    assert caught.value.code == "not-yet"
    with clock.replay(meeting.starts_at + timedelta(minutes=1)):
        wrong = f"{(int(code) + 1) % 1_000_000:06d}"
        with pytest.raises(BadInput) as bad:
            actions.attend_meeting.perform(hall.resident, meeting=meeting, code=wrong)
        assert bad.value.field == "code"
    with clock.replay(meeting.ends_at + timedelta(minutes=1)), pytest.raises(Refused):
        actions.attend_meeting.perform(hall.resident, meeting=meeting, code=code)
    assert not Presence.objects.exists()
    # The code stands on the page for whoever holds it, and for nobody else.
    assert code in signed_in(hall.parks).get(meeting.get_absolute_url()).content.decode()
    for other in (hall.resident, hall.roads, hall.chair):
        assert code not in signed_in(other).get(meeting.get_absolute_url()).content.decode()


def test_a_meeting_is_announced_in_time_and_held_by_its_own_body(hall: Hall) -> None:
    for given, field in (
        ({"starts_at": kit.days(2), "ends_at": kit.days(2.1)}, "starts_at"),
        ({"ends_at": kit.days(7)}, "ends_at"),
        ({"panel": "decisions.lottery:99"}, "panel"),
        ({"unit": hall.unit("south"), "about": matter(hall).ref}, "unit"),
    ):
        with pytest.raises(BadInput) as caught:
            kit.meeting(hall, **given)
        assert caught.value.field == field
    meeting = kit.meeting(hall)
    other = actions.call_off_meeting
    assert refusal(lambda: other.perform(hall.roads, meeting=meeting)) == "other-body"
    other.perform(hall.parks, meeting=meeting)
    meeting.refresh_from_db()
    with clock.replay(meeting.starts_at):
        assert not actions.attend_meeting.check(hall.resident, meeting).allowed


def test_of_a_panel_drawn_by_lot_only_its_members_take_part(hall: Hall) -> None:
    about = matter(hall).ref
    panel = lots.panel(hall, about=about)
    people = lots.entrants(hall, panel, 8)
    lots.draw(panel)
    assert panels.of(panel.ref) is None
    with pytest.raises(BadInput):
        kit.meeting(hall, about=about, panel=panel.ref)
    members = [people[one.code] for one in panel.tickets.filter(state="drawn")]
    for one in members:
        lots.answer(one, panel)
    # Whoever holds the panel is led to its meeting.
    page = signed_in(hall.chair).get(panel.get_absolute_url()).content.decode()
    assert f"panel=decisions.lottery%3A{panel.pk}" in page
    with pytest.raises(BadInput) as caught:
        kit.meeting(hall, panel=panel.ref)
    assert caught.value.field == "about"
    meeting = kit.meeting(hall, about=about, panel=panel.ref)
    outside = next(one for one in people.values() if one not in members)
    for stranger in (outside, hall.roads, hall.resident):
        assert refusal(lambda stranger=stranger: come(meeting, stranger)) == "no-seat"
    come(meeting, *members)
    close(hall, meeting)
    report = AskingReport.objects.get(asking=meeting.ref)
    assert (report.way, report.residents) == ("panel", len(members))


def test_the_list_and_the_api_show_meetings(hall: Hall) -> None:
    meeting = kit.meeting(hall)
    assert meeting.title in Client().get("/conversations/meetings/").content.decode()
    (one,) = Client().get("/api/v1/meetings").json()["items"]
    assert (one["ref"], one["way"]) == (meeting.ref, "meeting")
    assert meeting.title in Client().get(f"/places/{meeting.unit_id}/").content.decode()
