"""Maps in a real browser: drawn from the hall's ground, by keyboard, on a phone, dark, from right to left."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Page, expect
from shapely.affinity import translate

from commonhall.cases.cases.models import Case
from commonhall.places.ground_actions import set_ground
from commonhall.site.demo.ground import millbrook
from tests.browser_kit import (
    OpenPage,
    assert_accessible,
    assert_fits,
    screenshot,
    transferred_bytes,
)
from tests.kit import Hall, found_hall, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_BYTES = 260_000


def the_town_here() -> SimpleUploadedFile:
    """Millbrook's ground, moved to where the hall of the tests lies."""
    features = []
    for one in millbrook.town().features:
        shape = translate(shapely.from_geojson(json.dumps(one["geometry"])), 0.47, -48.53)
        features.append({**one, "geometry": json.loads(shapely.to_geojson(shape))})
    whole = {"type": "FeatureCollection", "features": features}
    return SimpleUploadedFile("town.geojson", json.dumps(whole).encode())


@pytest.fixture
def hall(home: Path) -> Hall:
    made = found_hall()
    set_ground.perform(made.chair, file=the_town_here(), thanks="© Surveyors & Sons")
    for number in range(6):
        step = Decimal(number) / 1000
        made.raise_case(unit=None, point=(Decimal("1.5") + step, Decimal("10.5") + step))
    return made


def ready(page: Page) -> Page:
    page.wait_for_selector("[data-ready]")
    return page


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_map_of_cases_is_drawn_accessible_and_light(
    hall: Hall, open_page: OpenPage, width: int, scheme: str
) -> None:
    page = ready(open_page("/cases/map/", width=width, scheme=scheme))  # type: ignore[arg-type]
    assert_accessible(page)
    assert_fits(page)
    assert transferred_bytes(page) < MOST_BYTES
    coloured = page.evaluate(
        """() => { const c = document.querySelector("canvas.map-ground");
        const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
        return new Set(Array.from({length: 4000}, (_, i) => d[i * 4 * 97 % d.length])).size }"""
    )
    assert coloured > 3
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("Surveyors")
    screenshot(page, f"map-of-cases-{width}-{scheme}")


def test_marks_are_switched_and_opened_by_keyboard(hall: Hall, open_page: OpenPage) -> None:
    page = ready(open_page("/cases/map/"))
    assert page.locator(".map-cluster, .map-pin").count() >= 1
    switch = page.locator(".map-legend [data-tone=waiting] button")
    switch.focus()
    page.keyboard.press("Enter")
    expect(switch).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".map-cluster, .map-pin")).to_have_count(0)
    page.keyboard.press("Enter")
    page.locator(".map-cluster").first.focus()
    for _ in range(5):
        if page.locator(".map-pin:focus").count():
            break
        page.keyboard.press("Enter")
        page.wait_for_timeout(100)
    page.keyboard.press("Enter")
    link = page.locator(".map-card a").first
    expect(link).to_be_focused()
    expect(page.locator(".map-card")).to_contain_text("waiting for an answer")
    page.keyboard.press("Escape")
    expect(page.locator(".map-card")).to_have_count(0)


def test_a_phone_shows_the_map_on_the_whole_screen(hall: Hall, open_page: OpenPage) -> None:
    page = ready(open_page("/cases/map/", width=390))
    page.get_by_role("button", name="Show the map on the whole screen").click()
    box = page.locator("[data-map]").bounding_box()
    assert box and box["width"] >= 388 and box["height"] > 600
    page.keyboard.press("Escape")
    box = page.locator("[data-map]").bounding_box()
    assert box and box["height"] < 650


def test_a_street_is_found_and_what_is_near_is_shown_before_a_case_is_raised(
    hall: Hall, open_page: OpenPage
) -> None:
    page = ready(open_page("/cases/raise/", client=signed_in("resident")))
    page.fill("[data-find]", "market squ")
    page.locator("[data-found] button").first.click()
    latitude = page.locator("[name=point_0]")
    expect(latitude).to_have_value("1.500000")
    expect(page.locator("[data-nearby-list] li")).to_have_count(2)
    mark = page.locator(".map-chosen")
    mark.focus()
    page.keyboard.press("ArrowUp")
    assert latitude.input_value() > "1.500000"
    assert_accessible(page)
    page.fill("[name=title]", "The well is dry")
    page.select_option("[name=category]", str(hall.lamps.pk))
    page.wait_for_timeout(600)
    page.click("main form[enctype] .form-actions button")
    page.wait_for_url("**/cases/*/")
    case = Case.objects.order_by("-pk")[0]
    assert case.unit == hall.unit("north") and case.latitude is not None
    alt = page.locator(".still-map img").get_attribute("alt") or ""
    assert alt.endswith(", North; 2 cases nearby")


@pytest.mark.parametrize("path", ["/cases/map/", "/places/", "/cases/{case}/"])
def test_without_scripts_the_same_ground_is_a_picture(
    hall: Hall, open_page: OpenPage, path: str
) -> None:
    page = open_page(path.format(case=Case.objects.latest("pk").pk), javascript=False, width=390)
    picture = page.locator(".still-map img").first
    assert picture.evaluate("one => one.complete && one.naturalWidth > 0")
    assert_fits(page)
