"""Large letters on a small phone (WCAG 1.4.4, 1.4.10): nothing is off the screen, and the menu can be reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser_kit import OpenPage, assert_fits
from tests.living import living_hall

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = (
    "/",
    "/cases/",
    "/cases/1/",
    "/cases/raise/",
    "/report/",
    "/conversations/",
    "/decisions/",
    "/decisions/decided/",
    "/plan/",
    "/law/promises/",
    "/services/",
    "/evaluation/",
    "/evaluation/rates/",
    "/law/",
    "/bodies/",
    "/record/",
    "/search/?q=lamp",
    "/help/",
    "/account/signup/",
)


@pytest.mark.parametrize("width", [320, 390])
def test_text_twice_as_large_still_fits(home: Path, open_page: OpenPage, width: int) -> None:
    living_hall()
    page = open_page("/", width=width)
    for path in PAGES:
        page.goto(path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        page.wait_for_timeout(50)
        assert_fits(page)
        menu = page.locator(".menu > summary").bounding_box()
        assert menu and menu["x"] >= 0 and menu["x"] + menu["width"] <= width, path
