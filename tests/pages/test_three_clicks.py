"""A stranger in a real browser: four questions, each answered within three clicks from the first page.

Only links that can be seen are followed, and they are found by what they are called.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override
from playwright.sync_api import Page

from commonhall.decisions.overview import queries
from commonhall.evaluation.indicators import presentation, summary
from tests.browser_kit import OpenPage, assert_accessible
from tests.kit import Hall
from tests.living import living_hall

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST = 3


@dataclass(frozen=True)
class Question:
    """What is asked; the links followed, by name; what must then be seen: headings, and other words."""

    links: list[str]
    headings: list[str]
    words: list[str]


def in_english(hall: Hall) -> list[Question]:
    name, month, span = _facts()
    return [
        Question(["How to raise a case"], ["How do I raise a case?"], ["Raise a case"]),
        Question(["What was decided, month by month"], [month], [name]),
        Question(
            ["Who is responsible for what", "Parks"],
            ["What it must do, and by when", "What it may do, and why", "Offices"],
            ["Answer cases", "within 14 days", "Parks desk"],
        ),
        Question(
            [f"How each district did, and why: {span}", "North"],
            ["Why it stands there", "What will be done about it"],
            ["Moves its score by"],
        ),
    ]


def in_chinese(hall: Hall) -> list[Question]:
    name, month, span = _facts()
    return [
        Question(["怎样提出事项"], ["如何提出事项？"], ["提出事项"]),
        Question(["逐月查看决定"], [month], [name]),
        Question(
            ["谁负责什么", "公园处"],
            ["它必须做什么，期限多长", "它可以做什么，依据是什么", "职位"],
            ["答复事项", "14 天内", "公园台"],
        ),
        Question(
            [f"各区成效及原因：{span}", "北区"],
            ["为何是这个名次", "将如何应对"],
            ["对得分的影响"],
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
@pytest.mark.parametrize(
    ("language", "questions"), [("en", in_english), ("zh-hans", in_chinese)], ids=["en", "zh-hans"]
)
def test_three_clicks_from_the_first_page(
    home: Path,
    open_page: OpenPage,
    language: str,
    questions: Callable[[Hall], list[Question]],
    width: int,
) -> None:
    hall = living_hall()
    with override(language):
        asked = questions(hall)
    locale = "zh-CN" if language == "zh-hans" else language
    page = open_page("/", width=width, language=locale, javascript=False)
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
    with_scripts = open_page(page.url, width=width, language=locale)
    assert_accessible(with_scripts)
