"""Whether a colour can be read is said while it is chosen, as the server will say it."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from commonhall.ui import colours
from tests.browser_kit import OpenPage, assert_accessible
from tests.kit import Hall, found_hall, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADDRESS = "/law/settle-name-and-colour/"


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_the_script_says_what_the_server_will_say(hall: Hall, open_page: OpenPage) -> None:
    page = open_page(ADDRESS, client=signed_in(hall.chair))
    told = page.locator("output[data-contrast]")
    assert "can be read" in told.inner_text()
    chance = random.Random(7)
    shades = ["#000000", "#ffffff", colours.HOUSE, "#ffd400"]
    for colour in [*shades, *(f"#{chance.randrange(2**24):06x}" for _n in range(40))]:
        page.locator("[name=colour]").fill(colour)
        said = told.inner_text()
        enough = colours.readable(colour) >= colours.ENOUGH
        assert said.startswith("Text can be read" if enough else "Not everybody"), colour
        found = re.search(r"contrast is ([\d.]+) to 1", said)
        assert found and 0 <= colours.readable(colour) - float(found[1]) < 0.1001
        if not enough:
            assert f"works: {colours.nearest_readable(colour)}." in said
    assert_accessible(page)


def test_without_a_script_it_is_said_after_sending(hall: Hall, open_page: OpenPage) -> None:
    page = open_page(ADDRESS, client=signed_in(hall.chair), javascript=False)
    assert page.locator("output[data-contrast]").inner_text() == ""
