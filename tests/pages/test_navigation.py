"""The apps of the house: on one line in a desktop's header, and every app one click from every page."""

from __future__ import annotations

import pytest
from django.test import Client

from commonhall.ui import navigation
from tests.browser_kit import OpenPage
from tests.kit import found_hall


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [1000, 1280])
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_header_stays_on_one_line(
    home: object, open_page: OpenPage, language: str, width: int
) -> None:
    page = open_page("/help/", width=width, language=language)
    lines = page.locator(".main-nav li").evaluate_all(
        "items => new Set(items.map(item => item.getBoundingClientRect().top)).size"
    )
    assert lines == 1


@pytest.mark.django_db
def test_every_room_is_one_click_away(home: object) -> None:
    found_hall()
    shown = Client().get("/help/").content.decode()
    apps = {
        "cases",
        "consultations",
        "decisions",
        "delivery",
        "services",
        "evaluation",
        "law",
        "people",
        "record",
        "open_data",
        "places",
    }
    linked = {
        entry.url_name.partition(":")[0]
        for entry in navigation._entries
        if entry.group in ("main", "footer")
        and f'href="{navigation._resolve(entry.url_name)}"' in shown
    }
    assert apps <= linked
