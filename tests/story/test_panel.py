"""A panel from letters to an answered recommendation, at the width of a telephone.

The council commissions it on a page; the office prints the letters; somebody accepts by code without an account, is drawn,
takes the seat, makes an account and drafts what the panel adopts. The council answers, and the page says so to everybody.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet
from playwright.sync_api import Page

from commonhall.core import clock
from commonhall.decisions.lotteries import actions as lottery_actions
from commonhall.decisions.lotteries import draw_actions, jobs
from commonhall.decisions.lotteries.models import Lottery
from commonhall.decisions.panels import letter_actions, recommendation_actions, timers
from commonhall.decisions.panels.models import Panel, PanelLetter, Wave
from commonhall.decisions.panels.spoken_models import Recommendation
from commonhall.law.promises.models import Promise
from commonhall.people.actors import as_person, system
from commonhall.people.residents.letter_codes import Printed
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from tests.browser_kit import OpenPage, assert_accessible, assert_fits
from tests.decisions import lots, panels
from tests.kit import Hall, found_hall, person
from tests.story.walk import Calendar, Walk
from tests.words import SOURCE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.story,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
]
LETTER = "/decisions/panels/letter/"
QUOTAS = "age | Age\n- young | 2 | 2 | under 40\n- old | 2 | 2 | 40 and over"


@pytest.fixture
def calendar(home: Any, monkeypatch: pytest.MonkeyPatch) -> Calendar:
    return Calendar(monkeypatch)


def test_from_letters_to_an_answered_recommendation(
    calendar: Calendar, open_page: OpenPage
) -> None:
    with clock.replay(calendar.start):
        hall = found_hall()
    listed = panels.roll(hall)
    walk = Walk(open_page, SOURCE, 390)
    panel = commissioned(walk, hall, calendar)
    letters = printed(walk, hall, calendar, panel, listed)
    accepted(walk, panel, letters)
    member = seated(walk, calendar, panel, letters)
    one = recommended(walk, calendar, panel, member)
    answered(walk, hall, one)
    said = walk.look(None, panel.get_absolute_url(), "panel")
    assert "taken up in part" in said and "4 in favour" in said
    walk.look(None, one.get_absolute_url(), "recommendation")
    for thing in (panel, one):
        assert_accessible(open_page(thing.get_absolute_url(), scheme="dark"))
    while sequencer.sequence_once():
        pass
    assert verification.verify(DatabaseSource()).ok


def commissioned(walk: Walk, hall: Hall, calendar: Calendar) -> Panel:
    said = {
        f"names_{SOURCE}": "How should lamps burn?",
        f"texts_{SOURCE}": "All of it can change.",
        "unit": hall.unit("root").pk,
        "seats": 4,
        "quotas": QUOTAS,
        "per_wave": 20,
        "waves": 1,
        "answer_days": 10,
        "days": f"{calendar.day(40):%Y-%m-%d}\n{calendar.day(50):%Y-%m-%d}",
        "works_until": f"{calendar.day(60):%Y-%m-%d}",
        "answer_on": f"{calendar.day(90):%Y-%m-%d}",
        "pay": "50",
        "enough": 8,
    }
    with lots.own_beacon():
        walk.do(hall.chair, "/decisions/panels/commission/", **said)
    return Panel.objects.get()


def drawn(calendar: Calendar, lottery: Lottery) -> None:
    """The list is frozen, somebody enters the round's number, and it is drawn."""
    calendar.now = lottery.closes_at + timedelta(minutes=1)
    lottery_actions.close_lottery.perform(system(), lottery=lottery)
    if lottery.kind == Lottery.Kind.PANEL:
        jobs.work_out_chances.call(lottery.pk)
    lottery.refresh_from_db()
    assert lottery.due_at
    calendar.now = lottery.due_at + timedelta(minutes=1)
    lots.enter_round(lottery)
    draw_actions.draw_lottery.perform(system(), lottery=lottery)


def printed(walk: Walk, hall: Hall, calendar: Calendar, panel: Panel, listed: str) -> list[Printed]:
    drawn(calendar, panel.letters)
    timers.panels_due()
    wave = Wave.objects.get(panel=panel)
    page = walk.go(hall.clerk, panel.get_absolute_url())
    page.get_by_role("link", name="Print").first.click()
    page.wait_for_load_state()
    page.set_input_files(
        "main [name=file]", {"name": "roll.csv", "mimeType": "text/csv", "buffer": listed.encode()}
    )
    walk.send(page)
    shown = page.locator(".letter")
    assert shown.count() == wave.letters == 20
    assert_fits(page)
    codes = page.locator(".letter .paper-code").all_inner_texts()
    pairs = zip(codes[::2], codes[1::2], strict=True)
    return [Printed("", (), SOURCE, number.strip(), code.strip()) for number, code in pairs]


def opened(walk: Walk, letter: Printed) -> Page:
    """Somebody without an account types number and code."""
    page = walk.go(None, LETTER)
    walk.fill(page, {"letter": letter.number, "code": letter.code})
    walk.send(page)
    return page


def accepted(walk: Walk, panel: Panel, letters: list[Printed]) -> None:
    page = opened(walk, letters[0])
    assert "How should lamps burn?" in page.locator("main").inner_text()
    walk.fill(page, {"answer": "yes", "features_age": "young"})
    walk.send(page)
    assert "You have accepted" in page.locator("main").inner_text()
    assert_fits(page)
    assert letters[0].code not in page.url
    page = opened(walk, letters[1])
    walk.fill(page, {"answer": "no"})
    walk.send(page)
    assert "You have declined" in page.locator("main").inner_text()
    # As many young people as there are seats for: she is sure to be drawn.
    for number, letter in enumerate(letters[2:10]):
        age = "young" if number == 0 else "old"
        panels.answer(panel, letter, features={"age": age})


def seated(walk: Walk, calendar: Calendar, panel: Panel, letters: list[Printed]) -> Any:
    drawn(calendar, Lottery.objects.get(pk=panel.draw_id))
    page = opened(walk, letters[0])
    assert "You were drawn" in page.locator("main").inner_text()
    walk.fill(page, {"answer": "yes", "name": "Ada Brook"})
    walk.send(page)
    assert "member 1" in page.locator("main").inner_text()
    member = as_person(person("ada"))
    walk.do(member, "/decisions/panels/join/", letter=letters[0].number, code=letters[0].code)
    tickets: QuerySet[Any] = panel.draw.tickets.filter(state="drawn").order_by("code")
    for at, code in enumerate(list(tickets.values_list("code", flat=True))):
        letter = next(
            one for one in letters if one.number == PanelLetter.objects.get(code=code).number
        )
        panels.take_seat(panel, letter)
        letter_actions.join_panel.perform(
            as_person(person(f"other{at}")), letter=letter.number, code=letter.code
        )
    assert panel.members.count() == 4
    assert "Panels I sit on" in walk.read(member, "/me/")
    return member


def recommended(walk: Walk, calendar: Calendar, panel: Panel, member: Any) -> Recommendation:
    address = panel.get_absolute_url()
    walk.do(
        member,
        f"{address}draft-recommendation/",
        title="Lamps until midnight",
        text="Because people walk home.",
    )
    one = Recommendation.objects.get()
    assert "Lamps until midnight" not in walk.read(None, address)
    walk.do(member, f"{one.get_absolute_url()}put-recommendation-to-vote/")
    walk.do(member, f"{one.get_absolute_url()}vote-on/", choice="yes")
    one.refresh_from_db()
    for other in panel.members.exclude(person=member.person).select_related("person"):
        assert other.person is not None
        recommendation_actions.vote_on_recommendation.perform(
            as_person(other.person), recommendation=one, choice="yes"
        )
    timers.panels_due()
    assert "Lamps until midnight" in walk.read(None, address)
    return one


def answered(walk: Walk, hall: Hall, one: Recommendation) -> None:
    page = walk.go(hall.chair, one.get_absolute_url())
    page.get_by_role("link", name="Answer it").first.click()
    page.wait_for_load_state()
    walk.fill(page, {"verdict": "partly", "answer": "Until eleven, for a start."})
    walk.send(page)
    assert Promise.objects.get(thing=one.ref).kept_on == clock.today()
