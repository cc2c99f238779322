"""Layout, navigation, theme, language, headers and error pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import translation

from commonhall.ui import errors, navigation
from commonhall.ui.context import Hall
from commonhall.ui.middleware import content_security_policy
from tests.words import CODES, OTHER, SHIPPED, SOURCE, shown, tag

pytestmark = pytest.mark.django_db


def test_a_room_s_link_stands_in_the_header_where_it_asked(client: Client) -> None:
    navigation.add(navigation.Entry("Plans", "plans", 20))
    navigation.add(navigation.Entry("Matters", "matters", 10))
    page = client.get("/ui/").content.decode()
    assert (
        0
        < page.index('<a href="/matters/">Matters</a>')
        < page.index('<a href="/plans/">Plans</a>')
    )


def test_a_link_is_current_on_its_page_and_on_pages_below() -> None:
    navigation.add(navigation.Entry("Matters", "matters", 10))
    for path, current in [
        ("/matters/", True),
        ("/matters/7/", True),
        ("/mattersx/", False),
        ("/", False),
    ]:
        assert navigation.links("main", RequestFactory().get(path))[0].current is current


def test_of_a_link_and_one_below_it_only_the_nearer_is_current() -> None:
    navigation.add(navigation.Entry("Raise", "/matters/raise/", 5))
    navigation.add(navigation.Entry("Matters", "matters", 10))
    links = navigation.links("main", RequestFactory().get("/matters/raise/"))
    assert [one.current for one in links] == [True, False]


def test_a_link_that_a_visitor_may_not_see_is_not_shown(client: Client) -> None:
    navigation.add(navigation.Entry("Desk", "plans", 1, visible=lambda request: False))
    assert "Desk" not in client.get("/ui/").content.decode()


def test_a_link_without_a_page_is_left_out() -> None:
    navigation.add(navigation.Entry("Nowhere", "nowhere:index", 1))
    assert navigation.links("main", RequestFactory().get("/")) == []


def test_registering_twice_replaces() -> None:
    navigation.add(navigation.Entry("Old", "plans", 1))
    navigation.add(navigation.Entry("New", "plans", 1))
    assert [link.label for link in navigation.links("main", RequestFactory().get("/"))] == ["New"]


def test_what_rooms_provide_is_computed_only_when_a_page_shows_it() -> None:
    asked: list[str] = []

    def provider(request: Any) -> str:
        asked.append(request.path)
        return "found"

    navigation.provide("thing", provider)
    hall = Hall(RequestFactory().get("/x/"))
    assert asked == []
    assert hall.provided["thing"] == "found"
    assert hall.provided["other"] is None


@pytest.mark.parametrize(
    ("chosen", "attribute", "dark"),
    [
        ("dark", ' data-theme="dark"', True),
        ("light", ' data-theme="light"', False),
        ("auto", "", True),
    ],
)
def test_the_choice_of_theme_is_kept_and_needs_no_script(
    client: Client, chosen: str, attribute: str, dark: bool
) -> None:
    answer = client.post("/theme/", {"theme": chosen, "next": "/ui/parts/"})
    assert answer.status_code == 302 and answer["Location"] == "/ui/parts/"
    page = client.get("/ui/parts/").content.decode()
    assert f'<html lang="en" dir="ltr"{attribute}>' in page
    assert ("/styles/dark." in page) is dark


def test_the_choice_of_theme_does_not_lead_to_other_sites(client: Client) -> None:
    assert (
        client.post("/theme/", {"theme": "dark", "next": "https://evil.example/"})["Location"]
        == "/"
    )


def test_a_made_up_theme_never_reaches_the_page(client: Client) -> None:
    client.cookies["theme"] = '"><script>'
    assert "data-theme" not in client.get("/ui/").content.decode()


def test_the_page_speaks_the_chosen_language(client: Client) -> None:
    client.post("/i18n/setlang/", {"language": OTHER, "next": "/ui/"})
    page = client.get("/ui/").content.decode()
    assert f'<html lang="{tag(OTHER)}" dir="ltr">' in page
    assert shown(OTHER, "Skip to the content") in page and 'lang="en">English</button>' in page


@pytest.mark.parametrize("language", CODES)
def test_what_a_machine_translated_says_so(client: Client, language: str) -> None:
    told = "This translation was made by machine. No speaker of the language has checked it yet."
    client.cookies["django_language"] = language
    page = client.get("/").content.decode()
    made = next(one for one in SHIPPED if one.code == language).machine_made
    assert (shown(language, told) in page) is made
    assert made is (language != SOURCE)  # until a speaker signs: docs/languages/


def test_no_page_allows_inline_script_or_style(client: Client, settings: Any) -> None:
    policy = client.get("/ui/")["Content-Security-Policy"]
    assert "unsafe" not in policy and "http" not in policy and "*" not in policy
    for rule in (
        "default-src 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ):
        assert rule in policy


def test_a_tile_server_is_no_host_of_the_page(settings: Any) -> None:
    settings.MAP_TILES_URL = "https://{s}.tiles.example/{z}/{x}/{y}.png"
    policy = content_security_policy()
    assert "img-src 'self' data: blob:;" in policy
    assert "example" not in policy


@pytest.mark.parametrize(
    "chapter", ["", "parts/", "forms/", "forms/?errors=1", "data/", "map/", "rest/"]
)
@pytest.mark.parametrize("language", CODES)
def test_no_page_carries_inline_code(client: Client, chapter: str, language: str) -> None:
    import re

    client.cookies["django_language"] = language
    page = client.get(f"/ui/{chapter}").content.decode()
    assert not re.search(
        r"<style|\sstyle=|<script(?![^>]*\ssrc=)(?!\stype=.application/ld\+json)|\son[a-z]+=|javascript:",
        page,
    )


def test_the_header_links_and_search_appear_only_when_a_room_offers_them(client: Client) -> None:
    assert 'role="search"' not in client.get("/ui/").content.decode()
    navigation.place("search", "find")
    assert (
        '<form class="site-search" action="/find/" role="search">'
        in client.get("/ui/").content.decode()
    )


def test_a_missing_page_says_what_to_do_next(client: Client) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "Use the search" in answer.content.decode()


def test_a_broken_page_needs_nothing_but_itself(
    client: Client, django_assert_num_queries: Any
) -> None:
    client.raise_request_exception = False
    with django_assert_num_queries(0):
        answer = client.get("/broken/")
    assert answer.status_code == 500
    page = answer.content.decode()
    assert "Try again in a few minutes" in page and "on purpose" not in page


@pytest.mark.parametrize("status", [400, 403, 404, 429])
def test_every_error_page_has_its_words_in_every_language(rf: RequestFactory, status: int) -> None:
    from django.contrib.auth.models import AnonymousUser

    request = rf.get("/")
    request.user = AnonymousUser()
    pages = []
    for language in CODES:
        with translation.override(language):
            answer = errors.error_page(request, status)
            assert answer.status_code == status
            pages.append(answer.content.decode())
    assert str(errors.TROUBLES[status].next) in pages[0]
    assert str(errors.TROUBLES[status].next) not in pages[1]


def test_too_many_requests_says_when_to_come_back(rf: RequestFactory) -> None:
    from django.contrib.auth.models import AnonymousUser

    request = rf.get("/")
    request.user = AnonymousUser()
    assert errors.too_many_requests(request)["Retry-After"] == "60"


def test_a_form_without_its_token_is_explained(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/theme/", {"theme": "dark"})
    assert answer.status_code == 403
    assert "This form has expired" in answer.content.decode()


def test_the_gallery_has_no_other_chapters(client: Client) -> None:
    assert client.get("/ui/unknown/").status_code == 404
