"""Drawn covers: the same for ever, related by place, known by words in several languages, small and harmless."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from django.template import Context, Template

from commonhall.ui import style_sheets
from commonhall.ui.covers import cover, theme_of
from commonhall.ui.covers.motifs import MOTIFS
from commonhall.ui.covers.themes import _signs
from tests.words import OTHER, SOURCE

STYLES = Path(style_sheets.FOLDER) / "covers.css"


@pytest.mark.parametrize("theme", MOTIFS)
def test_a_cover_is_well_formed_small_and_says_nothing(theme: str) -> None:
    for number in range(40):
        drawn = cover(f"delivery.item:{number}", theme, number)
        root = ElementTree.fromstring(drawn)
        assert root.attrib["aria-hidden"] == "true" and not root.findall(".//text")
        assert len(drawn) < 4000 and "style=" not in drawn and "<script" not in drawn


@pytest.mark.parametrize("theme", MOTIFS)
def test_every_class_of_a_cover_has_its_colour(theme: str) -> None:
    used = set(re.findall(r'class="(cv-[\w-]+)"', cover("x:1", theme, 1)))
    assert used and used <= set(re.findall(r"\.(cv-[\w-]+)", STYLES.read_text()))


def test_the_same_thing_has_the_same_cover_and_another_thing_another() -> None:
    assert cover("x:1", "town", 3) == cover("x:1", "town", 3)
    assert len({cover(f"x:{n}", "town", 3) for n in range(30)}) == 30


def test_what_is_drawn_does_not_hang_on_the_machine() -> None:
    """The first numbers of a cover as they were when it was first drawn: covers must not change with a release."""
    assert cover("delivery.item:5", "bins", 7)[:200].count("cover-2") == 1
    assert 'cx="440" cy="49" r="18"' in cover("delivery.item:5", "bins", 7)


def test_covers_of_one_place_share_their_ground() -> None:
    def ground(ref: str, place: int) -> list[str]:
        drawn = cover(ref, "green", place)
        return re.findall(r'cover-\d|<path class="cv-far" d="[^"]+"', drawn)

    assert ground("x:1", 4) == ground("x:2", 4) != ground("x:1", 5)


@pytest.mark.parametrize(
    ("words", "theme"),
    [
        (("street-lamps",), "light"),
        ((7, "housing"), "homes"),
        (("", "A roof at the Hillside bus stop"), "wheels"),
        (({SOURCE: "Repair", OTHER: "楼梯间的灯"},), "light"),
        (({OTHER: "Więcej drzew przy szkole"},), "green"),
        (("Binding words",), "town"),
        (("parks", "lamps"), "green"),
    ],
)
def test_a_theme_is_known_by_words(words: tuple[object, ...], theme: str) -> None:
    assert theme_of(*words) == theme


def test_a_theme_that_words_do_not_name_is_the_default() -> None:
    assert theme_of("Something else", default="vote") == "vote"
    assert cover("x:1", "no such theme") == cover("x:1", "town")


def test_every_theme_of_the_list_can_be_drawn() -> None:
    assert set(_signs()) <= set(MOTIFS)


def test_markup_in_a_name_does_not_reach_the_page() -> None:
    shown = Template("{% load ui %}{% cover ref place name %}").render(
        Context({"ref": '"><script>', "place": "</svg><b>", "name": "<i>lamp</i>"})
    )
    assert "<script" not in shown and "<b>" not in shown and "<i>" not in shown
