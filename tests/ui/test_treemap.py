"""Treemaps: areas true to their values, nothing on top of another, the same in the table, harmless names."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhall.ui.charts import Cell, treemap
from commonhall.ui.charts.treemap import MOST, Box, squarified

WHOLE = Box(0, 0, 1000, 620)
EVIL = '</title><script>alert("x")</script>'


@given(st.lists(st.floats(1, 1e5), min_size=1, max_size=60))
def test_areas_are_true_and_fill_the_box(values: list[float]) -> None:
    ordered = sorted(values, reverse=True)
    boxes = squarified(ordered, WHOLE)
    total = sum(ordered)
    for value, box in zip(ordered, boxes, strict=True):
        assert box.area == pytest.approx(WHOLE.area * value / total, rel=1e-6, abs=1e-6)
        assert box.x + box.width <= WHOLE.width + 0.01 and box.y + box.height <= WHOLE.height + 0.01


@given(st.lists(st.floats(1, 1000), min_size=2, max_size=20))
def test_no_two_boxes_cover_one_another(values: list[float]) -> None:
    for one, other in itertools.combinations(squarified(sorted(values, reverse=True), WHOLE), 2):
        wide = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
        high = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
        assert wide < 1e-4 or high < 1e-4


def test_the_boxes_of_the_paper_that_first_drew_them() -> None:
    """Bruls et al. 2000: 6, 6, 4, 3, 2, 2, 1 in 6 by 4: the two largest stand in one column, 3 by 2 each."""
    boxes = squarified([6, 6, 4, 3, 2, 2, 1], Box(0, 0, 6, 4))
    assert boxes[0] == Box(0, 0, 3, 2) and boxes[1] == Box(0, 2, 3, 2)
    assert (boxes[2].width, boxes[2].height) == pytest.approx((12 / 7, 7 / 3))


def test_a_group_stands_together_the_largest_first() -> None:
    html = treemap("t", [Cell("a", 1, "x"), Cell("b", 9, "y"), Cell("c", 2, "x")])
    assert re.findall(r"<title>(\w): \d</title>", html) == ["b", "c", "a"]
    assert re.findall(r"</svg>(\w)</li>", html) == ["y", "x"]


def test_the_table_has_every_part_with_its_share() -> None:
    html = treemap("t", [Cell("a", 1, "x", "/a/"), Cell("b", 3, "x"), Cell("nought", 0, "x")])
    table = html[html.index("<details>") :]
    assert '<a href="/a/" dir="auto">a</a>' in table and "75.0%" in table and "25.0%" in table
    assert "nought" not in html


def test_what_is_small_is_drawn_as_one_and_stands_in_the_table() -> None:
    html = treemap("t", [Cell(f"p{n}", n + 1) for n in range(100)])
    assert html.count("tm-cell") == MOST and "all others" in html
    assert ">p0</th>" in html


def test_nothing_is_drawn_of_nothing() -> None:
    assert treemap("t", []) == treemap("t", [Cell("a", 0)]) == ""


def test_it_is_well_formed_and_lets_no_markup_through() -> None:
    html = treemap(EVIL, [Cell(EVIL, 3, EVIL, "/x/"), Cell("b", 1, "c")])
    assert "<script" not in html and "style=" not in html
    ElementTree.fromstring(f"<div>{html}</div>")
