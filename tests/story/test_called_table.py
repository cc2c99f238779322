"""Residents call for a round table; the body they name must hold it, and what all agree on is decided by the council.

She begins the call, others sign, the desk convenes by the law's day. The parties meet in the room and online: they are
counted once, called in turn, and the minutes are tied to what was agreed. The council decides it as it was written.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from commonhall.cases.sources import actions as source_actions
from commonhall.consultations.initiatives.models import Initiative
from commonhall.consultations.meetings import actions as meeting_actions
from commonhall.consultations.meetings.models import Meeting, MinuteLine, Presence
from commonhall.consultations.round_tables.models import AgendaItem, Agreement, RoundTable
from commonhall.core import clock
from commonhall.decisions.motions.models import Motion
from commonhall.law.promises.models import Promise
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from tests.asking_kit import argued, closed, confirmed, opened, took_part
from tests.browser_kit import OpenPage, assert_accessible
from tests.consultations.initiatives import sign
from tests.decisions.kit import voter
from tests.kit import Hall, found_hall
from tests.law import kit
from tests.story.walk import Calendar, Walk
from tests.words import SOURCE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.story,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
]
WORDS = "Lamps on Mill Road burn until midnight."


@pytest.fixture
def calendar(home: Any, monkeypatch: pytest.MonkeyPatch) -> Calendar:
    return Calendar(monkeypatch)


def test_from_a_call_of_residents_to_a_decision(calendar: Calendar, open_page: OpenPage) -> None:
    with clock.replay(calendar.start):
        hall = found_hall()
    ada = kit.confirmed(hall)
    matter = asked(hall, calendar)
    walk = Walk(open_page, SOURCE, 390)
    call = called(walk, hall, ada, matter)
    table = convened(walk, hall, ada, call)
    meeting = met(walk, hall, calendar, ada, table)
    motion = decided(walk, hall, table)
    said = walk.look(None, table.get_absolute_url(), "called-table")
    assert "What came of it" in said and motion.name in said
    walk.look(None, meeting.get_absolute_url(), "called-table-meeting")
    for thing in (table, meeting):
        assert_accessible(open_page(thing.get_absolute_url(), scheme="dark"))
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def asked(hall: Hall, calendar: Calendar) -> str:
    """The matter, about which those concerned were asked: nothing is decided before."""
    source = source_actions.name_source.perform(
        hall.parks,
        title="Dark Mill Road",
        text="",
        unit=hall.unit("north"),
        body=hall.body("parks"),
        cases=[hall.raise_case()],
    ).result
    conversation, people = opened(hall, source.ref), confirmed(hall, 5)
    argued(people[0], conversation)
    took_part(conversation, people)
    calendar.turn(8)
    closed(hall, conversation)
    return str(source.ref)


def called(walk: Walk, hall: Hall, ada: Any, matter: str) -> Initiative:
    page = walk.go(ada, "/conversations/tables/")
    page.get_by_role("link", name="Call for a round table").click()
    page.wait_for_load_state()
    assert page.locator("main [name=kind][value=table]").is_checked()
    walk.fill(
        page,
        {
            "title": "Lamps on Mill Road",
            "text": "We ask the parks to sit down with us.",
            "unit": hall.unit("north").pk,
            "body": hall.body("parks").pk,
            "name": "Ada of Mill Road",
            "about": matter,
        },
    )
    walk.send(page)
    call = Initiative.objects.get()
    for number in range(call.needed - 1):
        sign(voter(hall, number), call)
    call.refresh_from_db()
    assert (call.state, call.body.code) == ("reached", "parks")
    return call


def convened(walk: Walk, hall: Hall, ada: Any, call: Initiative) -> RoundTable:
    """The desk can do nothing else than convene it; what the call says stands in its form."""
    page = walk.go(hall.parks, call.get_absolute_url())
    page.get_by_role("link", name="Convene the round table").first.click()
    page.wait_for_load_state()
    assert page.input_value("main [name=title]") == "Lamps on Mill Road"
    walk.fill(page, {"agenda": "Until when lamps burn\nWho pays"})
    walk.send(page)
    table = RoundTable.objects.get()
    assert Promise.objects.get(thing=call.ref).kept_on == clock.today()
    walk.do(ada, f"{table.get_absolute_url()}answer-invitation/", answer="accepted")
    return table


def met(walk: Walk, hall: Hall, calendar: Calendar, ada: Any, table: RoundTable) -> Meeting:
    begins = timezone.localtime(calendar.now + timedelta(days=3)).replace(hour=18, minute=0)
    walk.do(
        hall.parks,
        f"{table.get_absolute_url()}meet/",
        starts_at=f"{begins:%Y-%m-%d %H:%M}",
        ends_at=f"{begins:%Y-%m-%d} 20:00",
        where="School hall, Mill Road 3",
        online="https://talk.example.org/lamps",
    )
    meeting = Meeting.objects.get()
    address = meeting.get_absolute_url()
    calendar.now = meeting.starts_at + timedelta(minutes=2)
    code = meeting_actions.code_of(meeting)
    assert code in walk.read(hall.parks, address)
    for who, online in ((ada, True), (hall.parks, False)):
        walk.do(who, f"{address}attend/", code=code, online=online)
        walk.do(who, f"{address}ask-to-speak/")
    assert "number 1" in walk.look(ada, address, "called-table-list")
    walk.do(hall.parks, f"{address}call-next/")
    calendar.turn(5 / 24 / 60)
    walk.do(hall.parks, f"{address}call-next/")
    first, _second = AgendaItem.objects.order_by("place")
    walk.do(ada, f"/conversations/items/{first.pk}/propose/", text=WORDS)
    agreement = Agreement.objects.get()
    walk.do(hall.parks, f"/conversations/agreements/{agreement.pk}/assent/", verdict="assent")
    walk.do(hall.parks, f"{address}write-line/", text="Both parties agreed.", tied=agreement.ref)
    calendar.turn(5 / 24 / 60)
    walk.do(hall.parks, f"{address}end/")
    assert Presence.objects.count() == 2 and MinuteLine.objects.get().tied == agreement.ref
    said = walk.read(None, address)
    assert "Evenness: 100 of 100" in said and "Both parties agreed." in said
    return meeting


def decided(walk: Walk, hall: Hall, table: RoundTable) -> Motion:
    """One step: the words of the agreement stand in the form."""
    page = walk.go(hall.chair, table.get_absolute_url())
    page.get_by_role("link", name="Put it to the body").first.click()
    page.wait_for_load_state()
    assert WORDS in page.locator("main form").first.inner_html()
    walk.send(page)
    motion = Motion.objects.get()
    walk.do(hall.chair, f"/decisions/motions/{motion.pk}/vote-on/", choice="yes")
    walk.do(hall.chair, f"/decisions/motions/{motion.pk}/conclude/")
    motion.refresh_from_db()
    assert motion.state == Motion.State.PASSED
    return motion
