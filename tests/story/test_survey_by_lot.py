"""A survey from the drawing to the published result, at the width of a telephone.

The council opens it on a page; the office prints the letters; one person answers by code, two answer on paper, which two
people at the desk enter; the others by code. It closes, and everybody reads the results; the council says what follows.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from commonhall.consultations.surveys.models import Survey
from commonhall.core import clock
from commonhall.decisions.lotteries import actions as lottery_actions
from commonhall.decisions.lotteries import draw_actions
from commonhall.decisions.samples import timers
from commonhall.decisions.samples.models import Sample
from commonhall.people.actors import system
from commonhall.people.residents.letter_codes import Printed
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from tests.browser_kit import OpenPage, assert_accessible, assert_fits, screenshot
from tests.decisions import by_lot, lots
from tests.decisions.test_paper_ballots import second
from tests.decisions.test_survey_letter_pages import with_account
from tests.kit import Hall, found_hall
from tests.story.walk import Calendar, Walk
from tests.words import SOURCE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.story,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
]
LETTER = "/decisions/surveys/letter/"


@pytest.fixture
def calendar(home: Any, monkeypatch: pytest.MonkeyPatch) -> Calendar:
    return Calendar(monkeypatch)


def test_from_the_drawing_to_the_published_result(calendar: Calendar, open_page: OpenPage) -> None:
    with clock.replay(calendar.start):
        hall = found_hall()
        readers = [hall.clerk, with_account(second(hall))]
    listed = by_lot.roll(hall)
    walk = Walk(open_page, SOURCE, 390)
    sample = opened(walk, hall, calendar)
    letters = printed(walk, hall, calendar, sample, listed)
    online(walk, letters[0])
    for letter in letters[1:3]:
        on_paper(walk, readers, sample, letter)
    for number, letter in enumerate(letters[3:34]):
        by_lot.answer(sample, letter, ("young", "old")[number % 2], **by_lot.said(number))
    calendar.now = sample.survey.closes_at + timedelta(minutes=1)
    walk.do(hall.chair, f"{sample.survey.get_absolute_url()}close/")
    address = sample.survey.get_absolute_url()
    said = walk.look(None, address, "survey-by-lot")
    assert "85%" in said and "34 complete answers" in said and "What follows" not in said
    walk.do(hall.chair, f"{address}answer-results-of/", answer="The lamps burn until midnight.")
    assert "The lamps burn until midnight." in walk.read(None, address)
    assert_accessible(open_page(address, scheme="dark"))
    while sequencer.sequence_once():
        pass
    assert verification.verify(DatabaseSource()).ok


def opened(walk: Walk, hall: Hall, calendar: Calendar) -> Sample:
    said = {
        f"names_{SOURCE}": "How safe is it here?",
        f"texts_{SOURCE}": "The council plans lamps by it.",
        "unit": hall.unit("root").pk,
        "series": "safe",
        "questions": "way choice | How do you get to work?\n- car | By car\n- foot | On foot",
        "margins": "age | Age\n- young | 500 | under 40\n- old | 500 | 40 and over",
        "closes_at": f"{calendar.day(30):%Y-%m-%d}",
        "sample": 40,
        "least": 10,
        "reminders": 1,
        "remind_days": 10,
    }
    with lots.own_beacon():
        page = walk.page(hall.chair)
        page.goto("/conversations/surveys/open/")
        page.locator('main [name="packs"][value="safety"]').check(force=True)
        walk.fill(page, said)
        walk.send(page)
    assert "residents drawn by lot from the roll" in page.locator("main").inner_text()
    return Sample.objects.select_related("survey", "draw").get()


def printed(
    walk: Walk, hall: Hall, calendar: Calendar, sample: Sample, listed: str
) -> list[Printed]:
    calendar.now = sample.draw.closes_at + timedelta(minutes=1)
    lottery_actions.close_lottery.perform(system(), lottery=sample.draw)
    sample.draw.refresh_from_db()
    assert sample.draw.due_at
    calendar.now = sample.draw.due_at + timedelta(minutes=1)
    draw_actions.draw_lottery.perform(system(), lottery=lots.enter_round(sample.draw))
    timers.samples_due()
    page = walk.go(hall.clerk, sample.survey.get_absolute_url())
    page.get_by_role("link", name="Print").first.click()
    page.wait_for_load_state()
    page.set_input_files(
        "main [name=file]", {"name": "roll.csv", "mimeType": "text/csv", "buffer": listed.encode()}
    )
    walk.send(page)
    assert page.locator(".letter").count() == 80
    assert_fits(page)
    screenshot(page, "story-survey-letters")
    codes = page.locator(".letter .paper-code").all_inner_texts()
    pairs = zip(codes[::2], codes[1::2], strict=True)
    return [Printed("", (), SOURCE, number.strip(), code.strip()) for number, code in pairs]


def online(walk: Walk, letter: Printed) -> None:
    """Somebody without an account types number and code, and answers."""
    page = walk.go(None, LETTER)
    walk.fill(page, {"letter": letter.number, "code": letter.code})
    walk.send(page)
    assert "How safe is it here?" in page.locator("main").inner_text()
    screenshot(page, "story-survey-questions")
    walk.fill(page, {"q-safe-night": "4", "q-victim": "no", "q-way": "foot", "m-age": "old"})
    walk.send(page)
    assert "Your answers count" in page.locator("main").inner_text()
    assert letter.code not in page.url
    assert_fits(page)


def on_paper(walk: Walk, readers: list[Any], sample: Sample, letter: Printed) -> None:
    """Two people at the desk enter the same sheet."""
    marked = {
        "letter": letter.number,
        "code": letter.code,
        "q-safe-night": "6",
        "q-victim": "no",
        "q-way": "car",
        "m-age": "young",
    }
    for reader, told in zip(readers, ("Read once", "Two people read the same"), strict=True):
        page = walk.go(reader, f"/decisions/surveys/{sample.pk}/enter-answer-sheet/")
        assert_fits(page)
        walk.fill(page, marked)
        walk.send(page)
        assert told in page.locator("body").inner_text()
    screenshot(page, "story-survey-sheet")
    assert Survey.objects.get().state == "open"
