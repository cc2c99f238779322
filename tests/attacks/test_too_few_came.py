"""Where too few came, each of the three ways on is walked in the browser, and the gate reads what came of it."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.cases.sources import actions as source_actions
from commonhall.consultations.conversations.models import Conversation
from commonhall.core import clock
from commonhall.decisions.motions import actions as motion_actions
from commonhall.law.asking import judging
from commonhall.law.asking.models import AskingRule
from tests import asking_kit
from tests.kit import Hall, asking_hall, person, signed_in
from tests.law import kit
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return asking_hall()


@pytest.fixture
def about(hall: Hall) -> str:
    return source_actions.name_source.perform(
        hall.parks,
        title="Old cable",
        text="",
        unit=hall.unit("north"),
        body=hall.body("parks"),
        cases=[hall.raise_case()],
    ).result.ref


def decide(hall: Hall, about: str) -> None:
    motion_actions.table_motion.perform(
        hall.chair, matter=about, unit=hall.unit("north"), names=texts("a"), texts=texts("b")
    )


def page_of(who: Actor, conversation: Conversation) -> str:
    return signed_in(who).get(conversation.get_absolute_url()).content.decode()


def link(page: str, words: str) -> str:
    found = re.search(rf'href="([^"]+)"[^>]*>\s*{words}\s*</a>', page)
    assert found, words
    return unescape(found[1])


def held(hall: Hall, address: str, people: list[Actor]) -> Conversation:
    """Opened by the form to which the link leads, with what it holds already, a month later; and closed."""
    with clock.replay(timezone.now() + timedelta(days=30)):
        client = signed_in(hall.parks)
        form = client.get(address).content.decode()
        unit = re.search(r'<option value="(\d+)" selected', form)
        assert unit
        sent = {
            "title": "Once more",
            "question": "How many?",
            "unit": unit[1],
            "about": re.search(r"about=([^&]+)", address)[1].replace("%3A", ":"),  # type: ignore[index]
            "opens_on": clock.today().isoformat(),
            "closes_on": (clock.today() + timedelta(days=6)).isoformat(),
            "briefing": "for | It is dark. | Police\nagainst | It costs. | Budget",
            "statements": "More lamps",
        }
        answer = client.post(address, sent)
        assert answer.status_code == 302, answer.content.decode()[:3000]
        conversation = Conversation.objects.order_by("-pk")[0]
        asking_kit.argued(people[0], conversation)
        asking_kit.took_part(conversation, people)
    return asking_kit.closed(hall, conversation, days=38)


def test_asked_again_from_the_page_half_are_enough(hall: Hall, about: str) -> None:
    few = asking_kit.confirmed(hall, 3)
    first = asking_kit.opened(hall, about)
    asking_kit.argued(few[0], first)
    asking_kit.took_part(first, few)
    asking_kit.closed(hall, first)
    page = page_of(hall.parks, first)
    assert "What this counts for" in page and "3 of the 5 residents needed took part" in page
    # Whoever did not ask is led nowhere.
    assert "Ask again" not in page_of(hall.roads, first)
    assert kit.refusal(lambda: decide(hall, about)) == "not-asked"
    second = held(hall, link(page, "Ask again"), few)
    assert second.unit.code == "north"
    decide(hall, about)
    assert "not enough" not in page_of(hall.parks, second)


def test_asked_in_a_wider_place_where_the_rule_wants_that(hall: Hall, about: str) -> None:
    QuerySet(AskingRule).update(if_few="wider")
    few = asking_kit.confirmed(hall, 3)
    first = asking_kit.opened(hall, about)
    asking_kit.argued(few[0], first)
    asking_kit.took_part(first, few)
    asking_kit.closed(hall, first)
    page = page_of(hall.parks, first)
    held(hall, link(page, "Ask again"), few)
    assert kit.refusal(lambda: decide(hall, about)) == "not-asked"
    second = held(hall, link(page, "Ask in a larger place"), few)
    assert second.unit.code == "root"
    # What is asked once more in the small place, on the same day, takes nothing from it.
    held(hall, link(page, "Ask again"), few)
    decide(hall, about)


def test_the_reviewer_gives_leave_from_the_page(hall: Hall, about: str) -> None:
    first = asking_kit.ask(hall, about, 2)
    reviewer = kit.seat(hall, "reviewer", person("reviewer"))
    page = page_of(reviewer, first)
    rule = AskingRule.objects.get(power="decide-matters")
    address = next(
        unescape(one)
        for one in re.findall(r'href="([^"]+)"', page)
        if f"/{rule.pk}/allow-although-few" in one
    )
    client = signed_in(reviewer)
    assert about in client.get(address).content.decode()
    sent = {
        "matter": about,
        "body": hall.body("council").pk,
        "text": "Two people live there.",
        "ends": (clock.today() + timedelta(days=30)).isoformat(),
    }
    assert "allow-although-few" not in page_of(hall.chair, first)
    assert kit.refusal(lambda: decide(hall, about)) == "not-asked"
    assert client.post(address, sent).status_code == 302
    decide(hall, about)
    # It is for this rule, and for this body, and for nothing else.
    place, council, parks = hall.unit("north").pk, hall.body("council").pk, hall.body("parks").pk
    assert judging.judge(rule, about, place, council).leave
    assert judging.judge(rule, about, place, parks).leave is None
    for other in AskingRule.objects.exclude(pk=rule.pk):
        assert judging.judge(other, about, place, council).leave is None
