"""A case travels in a real browser: without scripts, on a phone, in both languages, accessibly."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from commonhall.cases.cases.models import Case
from commonhall.cases.desk.actions import note_case
from commonhall.cases.intake.actions import take_in_case
from tests.browser_kit import (
    MAX_BYTES,
    OpenPage,
    assert_accessible,
    assert_fits,
    screenshot,
    transferred_bytes,
)
from tests.kit import Hall, found_hall, signed_in
from tests.words import OTHER, SOURCE, WIDE_AND_NARROW

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = [
    "/",
    "/cases/",
    "/cases/raise/",
    "/cases/map/",
    "/cases/1/",
    "/law/1/",
    "/bodies/",
    "/organisations/",
    "/me/",
    "/record/",
    "/help/",
]


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def lend(name: str, office: str = "") -> Client:
    return signed_in(name, office)


@pytest.mark.parametrize(("language", "width"), WIDE_AND_NARROW)
def test_a_case_is_raised_answered_and_confirmed_without_scripts(
    hall: Hall, open_page: OpenPage, language: str, width: int
) -> None:
    view = {"language": language, "width": width, "javascript": False}
    page = open_page("/cases/raise/", client=lend("resident"), **view)  # type: ignore[arg-type]
    page.fill("[name=title]", "路灯 The lamp is dark")
    page.select_option("[name=category]", str(hall.lamps.pk))
    page.select_option("[name=unit]", str(hall.unit("north").pk))
    page.click("main form[enctype] .form-actions button")
    page.wait_for_url("**/cases/*/")
    case = Case.objects.get()
    office = open_page(f"/cases/{case.pk}/", client=lend("parks", hall.parks.ref), **view)  # type: ignore[arg-type]
    office.click("a[href$='/mark-done/']")
    office.fill("[name=text]", "A new lamp.")
    office.click("main .content form .form-actions button")
    office.wait_for_url(f"**/cases/{case.pk}/")
    page.goto(page.url)
    page.click("a[href$='/confirm/']")
    page.click("main .content form .form-actions button")
    page.wait_for_url(f"**/cases/{case.pk}/")
    case.refresh_from_db()
    assert case.state == Case.State.CONFIRMED


@pytest.mark.parametrize("language", [SOURCE, OTHER])
def test_the_desk_shows_thirty_rows_and_a_keyboard_walks_it(
    hall: Hall, open_page: OpenPage, language: str
) -> None:
    cases = [hall.raise_case(title=f"Lamp {number} is dark") for number in range(31)]
    desk = open_page("/desk/", language=language, client=lend("parks", hall.parks.ref))
    desk.set_viewport_size({"width": 1280, "height": 900})
    last = desk.locator("table.desk tbody tr").nth(29).bounding_box()
    assert last is not None and last["y"] + last["height"] <= 900
    desk.locator("table.desk tbody th a").first.focus()
    for key in ("ArrowDown", "ArrowDown", "x", "End", "Home", "ArrowDown"):
        desk.keyboard.press(key)
    ticked = desk.locator("input[name=pick]:checked").evaluate_all("all => all.map(e => e.value)")
    assert ticked == [str(cases[2].pk)]
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/cases/{cases[1].pk}/")


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (1280, "light"),
        (390, "dark"),
        pytest.param(390, "light", marks=pytest.mark.full),
        pytest.param(1280, "dark", marks=pytest.mark.full),
    ],
)
def test_pages_of_the_desk_are_accessible_and_fit(
    hall: Hall, open_page: OpenPage, width: int, scheme: str
) -> None:
    case = hall.raise_case(text="It is dark.")
    hall.raise_case(text="It is dark.")
    call = {"channel": "phone", "name": "Ada", "kind": "question", "title": "When is it open?"}
    taken = take_in_case.perform(
        hall.parks, **call, category=hall.lamps, unit=hall.unit("north")
    ).result
    note_case.perform(hall.parks, case=case, text="Call first.")
    client = lend("parks", hall.parks.ref)
    for path in (
        "/desk/",
        "/desk/?place=north",
        "/desk/?when=late",
        f"/desk/worksheet/?cases={case.pk}",
        f"/desk/receipts/{taken.pk}/",
        f"/cases/{case.pk}/",
        f"/cases/{case.pk}/templates/",
        "/cases/answer-templates/",
        "/cases/take-in-case/",
    ):
        page = open_page(path, width=width, scheme=scheme, language=OTHER, client=client)  # type: ignore[arg-type]
        assert_accessible(page)
        assert_fits(page)
        assert transferred_bytes(page) < MAX_BYTES


@pytest.mark.parametrize(
    ("width", "scheme", "language"), [(1280, "light", SOURCE), (390, "dark", OTHER)]
)
def test_pages_are_accessible_fit_and_are_light(
    hall: Hall, open_page: OpenPage, width: int, scheme: str, language: str
) -> None:
    case = hall.raise_case()
    client = lend("resident")
    for path in PAGES:
        address = path.replace("/cases/1/", f"/cases/{case.pk}/")
        address = address.replace("/law/1/", f"/law/{_charter()}/")
        page = open_page(address, width=width, scheme=scheme, language=language, client=client)  # type: ignore[arg-type]
        assert_accessible(page)
        assert_fits(page)
        assert transferred_bytes(page) < MAX_BYTES
        screenshot(page, f"hear{path.replace('/', '-')}{width}")


def _charter() -> int:
    from commonhall.law.instruments.models import Instrument

    return Instrument.objects.get().pk
