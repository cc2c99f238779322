"""Files brought in, columns named and gaps found by somebody in a browser, on a wide screen and on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonhall.cases.categories.actions import route_category, set_category
from commonhall.cases.categories.days_actions import set_answer_days
from commonhall.people.bodies.models import Body
from tests.browser_kit import OpenPage, assert_accessible, assert_fits, screenshot
from tests.kit import Hall, found_hall, signed_in
from tests.pages.test_bring_in import ADDRESS, BODIES
from tests.pages.test_map_cases import TABLE
from tests.words import texts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WRONG = "code;names;kind;place;colour\nBig Trees;;palace;moon;red\n"
WIDTHS = pytest.mark.parametrize("width", [1280, 390])


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@WIDTHS
def test_bodies_from_a_file_without_scripts(hall: Hall, open_page: OpenPage, width: int) -> None:
    page = open_page(
        "/administration/files/", client=signed_in(hall.chair), width=width, javascript=False
    )
    screenshot(page, f"files-{width}")
    page.goto(page.url.replace("/administration/files/", ADDRESS))
    screenshot(page, f"files-choose-{width}")
    page.fill("textarea[name=lines]", WRONG.replace(";red", "").replace(";colour", ""))
    page.click("main form button")
    page.wait_for_selector("table")
    screenshot(page, f"files-faults-{width}")
    page.set_input_files(
        "input[type=file]",
        {"name": "bodies.csv", "mimeType": "text/csv", "buffer": BODIES.encode("utf-16")},
    )
    page.click("main form button")
    page.wait_for_selector("input[name=asked]", state="attached")
    screenshot(page, f"files-foreseen-{width}")
    assert not Body.objects.filter(code="trees").exists()
    page.click("main form.confirm button")
    page.wait_for_selector("text=New: 2")
    assert Body.objects.filter(code="trees").exists()


@WIDTHS
def test_these_pages_are_for_everybody(hall: Hall, open_page: OpenPage, width: int) -> None:
    client = signed_in(hall.chair)
    for path in ("/administration/files/", ADDRESS, "/administration/files/cases/"):
        page = open_page(path, client=client, width=width)
        assert_accessible(page)
        assert_fits(page)
    page = open_page(ADDRESS, client=client, width=width)
    page.fill("textarea[name=lines]", BODIES.replace("agency", "palace"))
    page.click("main form button")
    page.wait_for_selector("table")
    assert_accessible(page)
    assert_fits(page)
    page = open_page("/administration/files/cases/", client=client, width=width)
    page.set_input_files(
        "input[type=file]", {"name": "old.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    )
    page.click("main form button")
    page.wait_for_selector("select[name=column-key]")
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, f"map-cases-{width}")


@WIDTHS
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_who_answers_what_where(hall: Hall, open_page: OpenPage, width: int, scheme: str) -> None:
    holes = set_category.perform(
        hall.chair, code="holes", names=texts("Holes"), body=hall.body("council")
    ).result
    set_answer_days.perform(hall.chair, hall.lamps, days=5)
    for category in (hall.lamps, holes):
        route_category.perform(
            hall.chair, category, unit=hall.unit("north"), body=hall.body("roads")
        )
    page = open_page(
        "/administration/who-answers/",
        client=signed_in(hall.chair),
        width=width,
        scheme=scheme,  # type: ignore[arg-type]
    )
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, f"who-answers-{scheme}-{width}")
