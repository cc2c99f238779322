"""The gallery in a real browser: accessible, within the page's width, small, with and without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from commonhall.ui import navigation
from tests.browser_kit import (
    MAX_BYTES,
    OpenPage,
    assert_accessible,
    assert_fits,
    screenshot,
    transferred_bytes,
)
from tests.words import OTHER, tag

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHAPTERS = ["", "parts/", "forms/?errors=1", "data/", "map/", "rest/"]
VIEWS = [
    (390, "light", "en", "ltr"),
    (1280, "dark", "zh-CN", "ltr"),
    pytest.param(390, "dark", "zh-CN", "rtl", marks=pytest.mark.full),
    pytest.param(1280, "light", "en", "rtl", marks=pytest.mark.full),
]


@pytest.fixture(autouse=True)
def furnished() -> None:
    """A header as full as a real one."""
    for order, name in enumerate(
        ["Matters", "Consultations", "Decisions", "Plans", "Services", "Evaluation"]
    ):
        navigation.add(navigation.Entry(name, f"/{name.lower()}/", order))
    for place in ("search", "sign_in", "help", "accessibility", "record"):
        navigation.place(place, f"/{place}/")  # type: ignore[arg-type]


@pytest.mark.parametrize("chapter", CHAPTERS)
@pytest.mark.parametrize(("width", "scheme", "language", "direction"), VIEWS)
def test_the_gallery_is_accessible_and_fits(
    open_page: OpenPage, chapter: str, width: int, scheme: str, language: str, direction: str
) -> None:
    join = "&" if "?" in chapter else "?"
    path = f"/ui/{chapter}" + (f"{join}dir=rtl" if direction == "rtl" else "")
    page = open_page(path, width=width, scheme=scheme, language=language)  # type: ignore[arg-type]
    if chapter.startswith(("map", "forms")):
        page.wait_for_selector("[data-map][data-ready]")
    assert page.evaluate("document.documentElement.dir") == direction
    assert_fits(page)
    screenshot(
        page, f"look-{chapter.split('/')[0] or 'page'}-{width}-{scheme}-{language}-{direction}"
    )
    assert_accessible(page)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_page_is_light_to_carry(open_page: OpenPage, chapter: str) -> None:
    page = open_page(f"/ui/{chapter}")
    page.wait_for_load_state("networkidle")
    assert transferred_bytes(page) < MAX_BYTES


def test_without_script_the_menu_opens_and_the_theme_changes(open_page: OpenPage) -> None:
    page = open_page("/ui/parts/", width=390, javascript=False)
    page.click("summary:has-text('Menu')")
    assert page.is_visible(".menu-list a:has-text('Plans')")
    page.click(".menu .dropdown > summary")
    page.click(".menu button[value=dark]")
    assert page.url.endswith("/ui/parts/")
    assert page.get_attribute("html", "data-theme") == "dark"


def test_without_script_every_place_can_still_be_typed_and_every_point_read(
    open_page: OpenPage,
) -> None:
    page = open_page("/ui/forms/", javascript=False)
    assert page.is_visible("#id_place_0") and not page.is_visible("[data-map]")
    assert page.is_visible("#id_account_count")
    page = open_page("/ui/map/", javascript=False)
    page.click("summary:has-text('as a list')")
    assert page.locator(".map-list li").count() == 40


def test_the_language_changes_without_script(open_page: OpenPage) -> None:
    page = open_page("/ui/rest/", javascript=False)
    page.click(f".tools.wide-only button[name=language][value='{OTHER}']")
    assert page.get_attribute("html", "lang") == tag(OTHER)
    assert page.url.endswith("/ui/rest/")


def test_the_first_stop_of_the_keyboard_leads_past_the_header(open_page: OpenPage) -> None:
    page = open_page("/ui/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_escape_closes_a_menu_and_gives_the_focus_back(open_page: OpenPage) -> None:
    page = open_page("/ui/", width=390)
    page.click("summary:has-text('Menu')")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not page.is_visible(".menu-panel")
    assert page.evaluate("document.activeElement.matches('.menu > summary')")


def test_the_count_goes_along_while_typing(open_page: OpenPage) -> None:
    page = open_page("/ui/forms/")
    page.fill("#id_account", "x" * 40)
    expect(page.locator("#id_account_count")).to_have_text("1,960 characters left")


def test_after_errors_the_focus_is_on_their_summary(open_page: OpenPage) -> None:
    page = open_page("/ui/forms/?errors=1")
    assert page.evaluate("document.activeElement.id") == "error-summary"
    page.click("#error-summary a >> nth=0")
    assert page.evaluate("document.activeElement.id") == "id_title"


def test_a_place_is_chosen_by_keyboard_and_by_pointer(open_page: OpenPage) -> None:
    page = open_page("/ui/forms/")
    page.wait_for_selector("[data-map][data-ready]")
    page.focus("[data-map]")
    page.keyboard.press("Enter")
    by_keyboard = page.input_value("#id_place_0")
    assert 54.2 < float(by_keyboard) < 54.4
    page.click("[data-map]", position={"x": 200, "y": 120})
    assert page.input_value("#id_place_0") != by_keyboard
    page.fill("#id_place_0", "54.31")
    page.fill("#id_place_1", "10.12")
    assert page.locator(".map-chosen").count() == 1


def test_near_points_stand_together_and_part_when_one_comes_closer(open_page: OpenPage) -> None:
    page = open_page("/ui/map/", width=390)
    page.wait_for_selector(".map-cluster")
    before = page.locator(".map-pin").count()
    page.click(".leaflet-control-zoom-in")
    expect(page.locator(".map-pin")).not_to_have_count(before)


def test_a_word_is_explained_without_script(open_page: OpenPage) -> None:
    page = open_page("/ui/rest/", javascript=False)
    page.click("button.term")
    assert page.is_visible(".definition")
    page.keyboard.press("Escape")
    assert not page.is_visible(".definition")


def test_an_error_page_is_accessible(open_page: OpenPage) -> None:
    assert_accessible(open_page("/nowhere/", width=390))


def test_a_printed_page_leaves_out_what_paper_cannot_do(open_page: OpenPage) -> None:
    page = open_page("/ui/", scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert not page.is_visible(".main-nav") and not page.is_visible(".tools")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
