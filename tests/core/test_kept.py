"""Parts of a page that all strangers are shown alike are made once until the record grows, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.utils import translation

from commonhall.core import kept
from tests.kit import Hall, found_hall, signed_in
from tests.words import CODES

pytestmark = pytest.mark.django_db
Made = Callable[..., str]


@pytest.fixture
def hall(home: object) -> Hall:
    return found_hall()


@pytest.fixture
def made(home: object) -> Made:
    """Asks for a part; each making is one more letter."""
    letters: list[str] = []

    def ask(
        address: str = "/", *, cookies: dict[str, str] | None = None, form: bool = False
    ) -> str:
        request = RequestFactory().get(address)
        request.COOKIES.update(cookies or {})

        def make() -> str:
            letters.append("x")
            return "".join(letters) + (get_token(request) if form else "")

        return kept.for_strangers(request, "a part", make)

    return ask


def test_strangers_are_shown_what_was_made_once(made: Made) -> None:
    assert made() == made() == made(cookies={"theme": "dark"}) == "x"


def test_whoever_is_known_is_shown_their_own(made: Made) -> None:
    assert made() == "x"
    assert made(cookies={"sessionid": "7"}) == "xx"
    assert made() == "x", "and theirs is kept for nobody"


def test_another_part_of_the_page_is_made_anew(made: Made) -> None:
    assert made() == "x"
    assert made("/?page=2") == "xx"


def test_a_form_of_ones_own_is_never_kept(made: Made) -> None:
    assert len({made(form=True), made(form=True)}) == 2


def test_each_language_has_its_own(made: Made) -> None:
    for at, code in enumerate(CODES, 1):
        with translation.override(code):
            assert made() == made() == "x" * at


def test_what_is_recorded_is_shown_at_once(hall: Hall) -> None:
    place, stranger = f"/places/{hall.unit('north').pk}/", Client()

    def shown() -> HttpResponse:
        return stranger.get(place)

    assert "Lamp on the corner" not in shown().content.decode()
    case = hall.raise_case(title="Lamp on the corner", unit=hall.unit("north"))
    assert "Lamp on the corner" in shown().content.decode()
    assert "Lamp on the corner" in shown().content.decode(), "and again, made before"
    resident = signed_in("resident")
    assert case.title in resident.get(place).content.decode()


def test_a_stranger_is_not_shown_what_was_made_for_somebody(hall: Hall) -> None:
    """The desk sees its buttons and forms; the next stranger from the same process must not."""
    case = hall.raise_case(title="Lamp on the corner")
    address = case.get_absolute_url()
    signed_in("parks", "parks-desk").get(address)
    signed_in("resident").get(address)
    after = Client().get(address).content.decode()
    caches["local"].clear()
    alone = Client().get(address).content.decode()
    assert after.replace(_token(after), "") == alone.replace(_token(alone), "")


def _token(page: str) -> str:
    mark = 'name="csrfmiddlewaretoken" value="'
    return page.partition(mark)[2].partition('"')[0] if mark in page else "no form"
