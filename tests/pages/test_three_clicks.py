"""A stranger in a real browser: ten questions, each answered within three clicks from the first page.

Only links that can be seen are followed, and they are found by what they are called.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import ngettext, override
from playwright.sync_api import Page

from commonhall.decisions.overview import queries
from commonhall.evaluation.indicators import presentation, summary
from commonhall.people.bodies.models import Body
from tests.browser_kit import OpenPage, assert_accessible
from tests.living import living_hall
from tests.words import EACH, in_, shown

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST = 3


@dataclass(frozen=True)
class Question:
    """What is asked; the links followed, by name; what must then be seen: headings, and other words."""

    links: list[str]
    headings: list[str]
    words: list[str]


def questions(language: str) -> list[Question]:
    """Raise a lamp, what was decided, who answers, my district; then the rest of ten."""
    name, month, span = _facts()

    def page(message: str, **parts: object) -> str:
        return shown(language, message) % parts if parts else shown(language, message)

    return [
        Question(
            [page("How to raise a case")], [page("How do I raise a case?")], [page("Raise a case")]
        ),
        Question([page("What was decided, month by month")], [month], [name]),
        Question(
            [page("Who is responsible for what"), in_(language, "Parks")],
            [
                page("What it must do, and by when"),
                page("What it may do, and why"),
                page("Offices"),
            ],
            [
                page("Answer cases"),
                ngettext("within %(days)s day", "within %(days)s days", 14) % {"days": 14},
                in_(language, "Parks desk"),
            ],
        ),
        Question(
            [page("How each district did, and why: %(span)s", span=span), in_(language, "North")],
            [page("Why it ranks there"), page("What will be done about it")],
            [page("Effect on its score")],
        ),
        # May I propose a bench?
        Question(
            [page("Take part"), page("Initiatives")],
            [page("Initiatives")],
            [page("Begin an initiative")],
        ),
        # How do I complain about an answer?
        Question(
            [
                page("How it works, and how to raise a case"),
                page("How to appeal against a public act"),
            ],
            [page("Appeals")],
            [],
        ),
        # What does the council decide next?
        Question(
            [page("Decisions and plan"), page("Sittings")],
            [page("Sittings")],
            [Body.objects.get(code="council").name],
        ),
        # What came of the lamps?
        Question(
            [page("Decisions and plan"), page("Plan"), in_(language, "Lamps")],
            [in_(language, "Lamps")],
            [in_(language, "Poles")],
        ),
        # Where is the money?
        Question(
            [page("Decisions and plan"), page("Where the money goes")],
            [page("Where the money goes")],
            [],
        ),
        # Was my vote counted?
        Question(
            [page("What was decided, month by month"), in_(language, "Budget of the north")],
            [in_(language, "Budget of the north")],
            [page("Count it again")],
        ),
    ]


def _facts() -> tuple[str, str, str]:
    """The name of what was decided last, its month, the span of the newest edition."""
    newest = queries.decided(timezone.now() - timedelta(days=31))[0]
    edition = summary.newest_of_places()
    assert edition
    month = date_format(timezone.localtime(newest.at), "YEAR_MONTH_FORMAT")
    return newest.thing.name, month, presentation.span_name(edition)


def follow(page: Page, name: str) -> None:
    """Click the first link of exactly that name that can be seen."""
    link = page.get_by_role("link", name=name, exact=True).locator("visible=true").first
    assert link.count(), f"no link “{name}” on {page.url}"
    link.click()
    page.wait_for_load_state("load")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", EACH)
def test_three_clicks_from_the_first_page(
    home: Path,
    open_page: OpenPage,
    language: str,
    width: int,
) -> None:
    living_hall()
    with override(language):
        asked = questions(language)
    page = open_page("/", width=width, language=language, javascript=False)
    for question in asked:
        assert len(question.links) <= MOST
        page.goto("/")
        for name in question.links:
            follow(page, name)
        for heading in question.headings:
            found = page.get_by_role("heading", name=heading, exact=True)
            assert found.count(), f"no heading “{heading}” on {page.url}"
        text = page.locator("main").inner_text()
        assert [word for word in question.words if word not in text] == []
    with_scripts = open_page(page.url, width=width, language=language)
    assert_accessible(with_scripts)
