"""A woman without an account writes one sentence; months later the council has decided, and the page says so.

She signs up, is found on the roll, and begins an initiative; others sign in a browser, before and after they are
confirmed, and on paper under four eyes. Enough oblige the council, which is refused until those concerned were asked,
decides, and answers with its decision. The thread leads from her sentence to the vote, and the record holds.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Page

from commonhall.consultations.initiatives import signing_actions
from commonhall.consultations.initiatives.models import Initiative, PaperSheet
from commonhall.core import clock
from commonhall.decisions.motions.models import Motion
from commonhall.law.promises.models import Promise
from commonhall.people.residents.census import census_key
from commonhall.people.residents.models import CensusEntry
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from tests.asking_kit import argued, closed, confirmed, opened, took_part
from tests.browser_kit import OpenPage, assert_fits, screenshot
from tests.decisions.kit import voter
from tests.kit import Hall, found_hall
from tests.law import kit
from tests.story.walk import Calendar, Walk
from tests.words import SOURCE, texts_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.story,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
]
PHRASE = "eleven blue boats sail"
WIDTH = 390


@pytest.fixture
def calendar(home: Any, monkeypatch: pytest.MonkeyPatch) -> Calendar:
    return Calendar(monkeypatch)


def test_from_one_sentence_to_a_decision(calendar: Calendar, open_page: OpenPage) -> None:
    with clock.replay(calendar.start):
        hall = found_hall()
    for number in ("ada", "ben", *(f"P-{one}" for one in range(4))):
        CensusEntry.objects.create(
            key=census_key(number, date(1980, 5, 1)), unit=hall.unit("north")
        )
    walk = Walk(open_page, SOURCE, WIDTH)
    ada = signed_up(open_page, "ada")
    initiative = begun(ada, hall)
    signed(ada, open_page, hall, initiative)
    on_paper(walk, hall, initiative)
    motion = decided(walk, hall, calendar, initiative)
    answered(walk, hall, initiative, motion)
    read_by(ada, initiative, motion)


def pressed(page: Page, name: str) -> None:
    """Send the page's own form."""
    page.locator("main form").get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def signed_up(open_page: OpenPage, name: str) -> Page:
    """An account of her own, begun at the page of initiatives."""
    page = open_page("/conversations/initiatives/", javascript=False, width=WIDTH)
    page.set_default_timeout(20_000)
    page.get_by_role("link", name="Begin an initiative").click()
    page.goto("/account/signup/")
    page.fill("[name=email]", f"{name}@example.org")
    page.fill("[name=password1]", PHRASE)
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    found = re.findall(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", mail.outbox[-1].body)
    page.fill("[name=code]", found[0])
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    return page


def found_on_the_roll(page: Page, number: str) -> None:
    page.goto("/me/verify/")
    page.fill("main [name=number]", number)
    page.fill("main [name=born]", "1980-05-01")
    page.locator("main .content form .form-actions button").first.click()
    page.wait_for_load_state()


def begun(page: Page, hall: Hall) -> Initiative:
    """She is told to confirm where she lives first, does, and writes her sentence."""
    page.goto("/conversations/initiatives/begin/")
    assert "confirmed residents" in page.locator("main").inner_text()
    found_on_the_roll(page, "ada")
    page.goto("/conversations/initiatives/begin/")
    assert_fits(page)
    page.check("main [name=kind][value=motion]", force=True)
    page.select_option("main [name=unit]", str(hall.unit("north").pk))
    page.fill("main [name=title]", "Light Mill Road until midnight")
    pressed(page, "Begin an initiative")
    # What is missing is said at its field, and what she wrote is still there.
    assert "Say why, and what exactly you ask for." in page.locator("main").inner_text() or (
        page.locator("[aria-invalid=true]").count()
    )
    assert page.input_value("main [name=title]") == "Light Mill Road until midnight"
    page.fill("main [name=text]", "At eleven it is **dark**, and the last bus comes at twelve.")
    page.fill("main [name=name]", "Ada of Mill Road")
    pressed(page, "Begin an initiative")
    made = Initiative.objects.get()
    assert (made.needed, made.body.code) == (20, "council")
    assert page.url.endswith(made.get_absolute_url())
    screenshot(page, "story-initiative-begun")
    return made


def signed(ada: Page, open_page: OpenPage, hall: Hall, initiative: Initiative) -> None:
    """A neighbour signs before anybody confirmed him, and counts once somebody did; others sign as they like."""
    ben = signed_up(open_page, "ben")
    ben.goto(f"{initiative.get_absolute_url()}sign/")
    ben.check("main [name=shown][value=public]", force=True)
    ben.fill("main [name=name]", "Ben Vale")
    pressed(ben, "Sign it")
    ben.goto(initiative.get_absolute_url())
    said = ben.locator("main").inner_text()
    assert "1 of 20" in said and "counts once you are confirmed" in said
    found_on_the_roll(ben, "ben")
    ben.goto(initiative.get_absolute_url())
    said = ben.locator("main").inner_text()
    assert "2 of 20" in said and "Ben Vale" in said
    assert_fits(ben)
    for number in range(14):
        signing_actions.sign_initiative.perform(
            voter(hall, number),
            initiative=initiative,
            shown="anonymous" if number % 2 else "private",
        )
    # From now on the words are those of all.
    ada.goto(f"{initiative.get_absolute_url()}reword/")
    assert "Others have signed this text" in ada.locator("main").inner_text()


def on_paper(walk: Walk, hall: Hall, initiative: Initiative) -> None:
    """Five lines of a sheet: one has signed here already. Another body counts them again."""
    lines = "\n".join(f"{one}, 1980-05-01" for one in ("P-0", "P-1", "P-2", "P-3", "ben"))
    walk.do(
        hall.clerk,
        f"{initiative.get_absolute_url()}enter-signatures/",
        evidence="Sheet 1, handed in at the desk, room 4.",
        lines=lines,
    )
    sheet = PaperSheet.objects.get()
    assert (sheet.claimed, sheet.number, sheet.doubled) == (5, 4, 1)
    reviewer = kit.reviewer(hall)
    walk.do(reviewer, f"/conversations/sheets/{sheet.pk}/confirm-signatures/", number="5")
    initiative.refresh_from_db()
    assert initiative.state == Initiative.State.REACHED
    promise = Promise.objects.get(thing=initiative.ref)
    assert promise.due_on == initiative.due_on
    said = walk.look(None, initiative.get_absolute_url(), "initiative-reached")
    assert "20 of 20" in said and "must answer" in said


def decided(walk: Walk, hall: Hall, calendar: Calendar, initiative: Initiative) -> Motion:
    """Those concerned are asked, as for every decision; then the council decides about the initiative."""
    conversation = opened(hall, initiative.ref)
    people = confirmed(hall, 5)
    argued(people[0], conversation)
    took_part(conversation, people)
    calendar.turn(8)
    closed(hall, conversation)
    walk.do(
        hall.chair,
        f"/decisions/motions/table/?matter={initiative.ref}",
        matter=initiative.ref,
        unit=hall.unit("north").pk,
        **texts_in("names", "Light until midnight"),
        **texts_in("texts", "Mill Road is lit until midnight."),
    )
    motion = Motion.objects.get()
    walk.do(hall.chair, f"/decisions/motions/{motion.pk}/vote-on/", choice="yes")
    walk.do(hall.chair, f"/decisions/motions/{motion.pk}/conclude/")
    motion.refresh_from_db()
    assert motion.state == Motion.State.PASSED
    return motion


def answered(walk: Walk, hall: Hall, initiative: Initiative, motion: Motion) -> None:
    """The answer names the decision; the promise is kept in time."""
    walk.do(
        hall.chair,
        f"{initiative.get_absolute_url()}answer/",
        outcome="motion",
        led_to=motion.ref,
        text="The Council has decided it as you asked.",
    )
    initiative.refresh_from_db()
    assert (initiative.state, initiative.led_to) == (Initiative.State.ANSWERED, motion.ref)
    assert Promise.objects.get(thing=initiative.ref).kept_on == clock.today()


def read_by(ada: Page, initiative: Initiative, motion: Motion) -> None:
    """She reads the answer and goes on to the decision."""
    ada.goto(initiative.get_absolute_url())
    assert_fits(ada)
    screenshot(ada, "story-initiative-answered")
    said = ada.locator("main").inner_text()
    assert "The Council has decided it as you asked." in said
    ada.locator("main").get_by_role("link", name="Light until midnight").first.click()
    ada.wait_for_load_state()
    assert ada.url.endswith(motion.get_absolute_url())
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok
