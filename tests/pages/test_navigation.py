"""The main menu: five parts on one line, every app two clicks from every page, and where one is."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from commonhall.ui import navigation
from tests.browser_kit import OpenPage
from tests.kit import found_hall

APPS = {
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
def test_every_app_is_two_clicks_away(home: object) -> None:
    found_hall()
    client = Client()
    parts = navigation.links("main", RequestFactory().get("/"))
    first = client.get("/help/").content.decode()
    assert all(f'href="{part.url}"' in first for part in parts)
    shown = "".join([first, *(client.get(part.url).content.decode() for part in parts)])
    linked = {
        entry.url_name.partition(":")[0]
        for entry in navigation._entries
        if entry.group in ("main", "footer")
        and f'href="{navigation._resolve(entry.url_name)}"' in shown
    }
    assert linked >= APPS


@pytest.mark.django_db
def test_a_page_shows_where_in_the_menu_it_stands(home: object) -> None:
    found_hall()
    main = {
        path: {
            part.section: [one.url for one in part.under if one.current]
            for part in navigation.links("main", RequestFactory().get(path))
            if part.current
        }
        for path in ("/", "/report/", "/cases/7/", "/decisions/", "/decisions/motions/3/")
    }
    assert main == {
        "/": {},
        "/report/": {"report": []},
        "/cases/7/": {"report": ["/cases/"]},
        "/decisions/": {"take-part": ["/decisions/"]},
        "/decisions/motions/3/": {"decisions": ["/decisions/motions/"]},
    }


def test_every_entry_of_a_part_says_what_is_found_there() -> None:
    entries = [entry for entry in navigation._entries if entry.group == "main" and entry.section]
    assert len(entries) > 20 and all(str(entry.about).endswith(".") for entry in entries)
