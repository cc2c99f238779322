"""A place's own colour: readable in the light and in the dark, or refused with a shade that is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhall.ui import colours, hall, style_sheets

ANY = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_is_that_of_wcag() -> None:
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert colours.readable(colours.HOUSE) >= colours.ENOUGH


@given(ANY)
def test_the_shade_that_is_offered_is_readable_and_so_is_the_dark_look(colour: str) -> None:
    better = colours.nearest_readable(colour)
    assert colours.readable(better) >= colours.ENOUGH
    if colours.readable(colour) >= colours.ENOUGH:
        assert better == colour
    light, dark = colours.light_tokens(better), colours.dark_tokens(better)
    for tokens, paper in ((light, colours.LIGHT), (dark, colours.DARK)):
        assert colours.contrast(tokens["pine"], paper) >= colours.ENOUGH
        assert colours.contrast(tokens["pine-deep"], paper) >= colours.ENOUGH
        assert colours.contrast(tokens["pine"], tokens["pine-soft"]) >= colours.ENOUGH
        assert colours.contrast(tokens["on-pine"], tokens["pine"]) >= colours.ENOUGH


def test_the_style_sheet_carries_the_colour_and_its_digest_changes_with_it() -> None:
    assert style_sheets.style_sheet("own").text == ""
    hall.believe(hall.Settled(colour="#22497a"))
    first = style_sheets.style_sheet("own")
    assert (
        "--pine: #22497a" in first.text
        and "#22497a" not in style_sheets.style_sheet("own-dark").text
    )
    hall.believe(hall.Settled(colour="#7a2230"))
    assert style_sheets.style_sheet("own").digest != first.digest


@pytest.mark.parametrize("said", ["red", "#12345", "#1234567", "#12345g", "url(x)", ""])
def test_what_is_no_colour_never_stands_in_a_style_sheet(said: str) -> None:
    assert not colours.is_colour(said)
    hall.believe(hall.Settled(colour=said))
    assert style_sheets.style_sheet("own").text == ""
