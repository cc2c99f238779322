"""From a hall's lesson into the practice town and back, on a telephone and without scripts: a resident raises a case, becomes the
clerk, answers it, and begins again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser_kit import assert_accessible, assert_fits
from tests.kit import found_hall
from tests.site.practice_kit import Town, made, served
from tests.words import SOURCE

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ANSWER = "We replace the lamp on Thursday."


@pytest.fixture
def town(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, live_server: Any, settings: Any
) -> Iterator[Town]:
    """A practice town that leads back to the hall of this test, and the hall that leads to it."""
    home = made(tmp_path_factory.getbasetemp().parent / "practice-made")
    with served(home, tmp_path / "practised", live_server.url) as one:
        settings.PRACTICE_URL, settings.PRACTICE_PORT = one.url, 0
        yield one


def test_practising(home: Path, town: Town, chromium: Browser, live_server: Any) -> None:
    found_hall()
    context = chromium.new_context(
        viewport={"width": 390, "height": 800}, java_script_enabled=False, locale=SOURCE
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/learn/resident/case/")
    page.get_by_role("link", name="Try it in the practice town").click()
    assert page.url == f"{town.url}/cases/raise/"
    page.wait_for_load_state()
    assert_fits(page)
    _report(page)
    assert page.get_by_role("heading", level=1).inner_text() == "The lamp at our door is dark"
    case = page.url

    page.get_by_role("link", name="Practise something else").click()
    page.wait_for_load_state()
    assert_fits(page)
    page.get_by_role("link", name="Answer a case", exact=True).click()
    assert page.url == f"{case}answer/", "the case that one raised oneself comes first"
    page.get_by_label("Answer", exact=False).first.fill(ANSWER)
    page.locator("main form button").first.click()
    page.goto(case)
    assert ANSWER in page.content()

    page.get_by_role("button", name="Start again from the beginning").click()
    page.get_by_text("The practice town began again from the beginning.").wait_for(timeout=60_000)
    assert page.url.endswith("/answer/")
    page.goto(case)
    assert ANSWER not in page.content()
    page.goto(f"{town.url}/practice/again/")
    page.get_by_role("link", name="Back to the lesson", exact=True).click()
    assert page.url == f"{live_server.url}/learn/resident/case/"
    assert not page.context.cookies(live_server.url) or "practice_sessionid" in str(
        page.context.cookies(town.url)
    )
    context.close()


def _report(page: Page) -> None:
    page.fill("#id_title", "The lamp at our door is dark")
    page.fill("[name=text]", "Since Monday.")
    for field, wanted in (("#id_category", "lamp|light"), ("#id_unit", "Riverside|Harbour")):
        labels = page.locator(f"{field} option").all_inner_texts()
        label = next(one for one in labels if re.search(wanted, one, re.IGNORECASE))
        page.select_option(field, label=label)
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_load_state()
    if page.url.endswith("/raise/"):
        # The category asks something more; it need not be answered.
        page.get_by_role("button", name="Send", exact=True).click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_pages_are_for_everybody(town: Town, chromium: Browser, scheme: Any) -> None:
    for width in (1280, 390):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
        )
        page = context.new_page()
        for path in ("/practice/", "/practice/enter/count/", "/practice/again/"):
            page.goto(town.url + path)
            assert_fits(page)
            assert_accessible(page)
        context.close()
