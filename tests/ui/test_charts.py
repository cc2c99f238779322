"""Charts: true lengths, round ticks, figures beside, harmless titles, thousands of rows."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhall.ui import charts
from commonhall.ui.charts import areas, frame, lines

EVIL = '</title><script>alert("x")</script>'
SQUARE = {"type": "Polygon", "coordinates": [[[10, 50], [11, 50], [11, 51], [10, 51], [10, 50]]]}
DAYS = [date(2026, 1, 1) + timedelta(days=n) for n in range(40)]


def every_chart(title: str) -> list[str]:
    return [
        charts.bar_chart(title, [(title, 3), ("b", None), ("c", -1)], note=title),
        charts.grouped_bars(title, [title, "b"], [(title, [1, 2]), ("y", [3, None])]),
        charts.stacked_bars(title, [title], [(title, [1]), ("y", [3])], shares=True),
        charts.line_chart(
            title,
            [charts.Series(title, list(zip(DAYS, range(40), strict=True)))],
            target=5,
            description=title,
        ),
        charts.dot_chart(title, [charts.Estimate(title, 3, 2, 4)], target=3, interval=title),
        charts.histogram(title, [0, 1, 2], [3, 4]),
        charts.sparkline([1, 2, None, 3], title),
        charts.area_map(
            title, [charts.Area(title, 3, SQUARE, "/x/"), charts.Area("b", None, SQUARE)]
        ),
    ]


@pytest.mark.parametrize("html", every_chart(EVIL))
def test_no_chart_lets_markup_through(html: str) -> None:
    assert "<script" not in html and "style=" not in html


@pytest.mark.parametrize("html", every_chart("A & B"))
def test_every_chart_is_well_formed(html: str) -> None:
    ElementTree.fromstring(
        f"<div>{html}</div>".replace("&nbsp;", " ").replace('tabindex="0"', 'tabindex="0"')
    )


@pytest.mark.parametrize("html", every_chart("Matters")[:6])
def test_every_chart_gives_its_figures_as_a_table(html: str) -> None:
    assert "<table" in html and "<caption" in html


def test_bars_are_as_long_as_their_values() -> None:
    html = charts.bar_chart("t", [("a", 100), ("b", 25), ("c", 0)])
    assert re.findall(r'<rect class="f1" x="0%" width="([\d.]+)%"', html) == ["100", "25", "0"]


def test_a_loss_grows_the_other_way() -> None:
    html = charts.bar_chart("t", [("a", 3), ("b", -1)])
    assert 'class="f1" x="25%" width="75%"' in html and 'class="f1" x="0%" width="25%"' in html


def test_parts_end_where_the_next_begins() -> None:
    html = charts.stacked_bars("t", ["a"], [("x", [1]), ("y", [3]), ("z", [4])], shares=True)
    assert re.findall(r'<rect class="f\d" x="([\d.]+)%" width="([\d.]+)%"', html) == [
        ("0", "12.5"),
        ("12.5", "37.5"),
        ("50", "50"),
    ]


def test_series_differ_by_more_than_colour() -> None:
    html = charts.grouped_bars("t", ["a"], [("x", [1]), ("y", [3]), ("z", [4])])
    assert len(set(re.findall(r"url\(#(hatch-[\d-]+)\)", html))) == 2


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9), st.integers(2, 8))
def test_ticks_are_round_and_cover_the_data(low: float, width: float, wanted: int) -> None:
    high = low + width
    ticks = frame.nice_ticks(low, high, wanted)
    slack = max(abs(low), abs(high)) * 1e-9 + 1e-9
    assert ticks[0] <= low + slack and ticks[-1] >= high - slack
    assert 2 <= len(ticks) <= 2 * wanted + 2


@given(st.lists(st.floats(-1e6, 1e6) | st.none(), min_size=1, max_size=40))
def test_every_value_finds_its_shade(values: list[float | None]) -> None:
    breaks = areas.class_breaks(values)
    assert len(breaks) <= 6
    for value in values:
        assert (areas.shade(value, breaks) == 0) is (value is None)
        assert 0 <= areas.shade(value, breaks) <= 5


def test_a_darker_shade_never_means_less() -> None:
    breaks = areas.class_breaks([0, 100])
    shades = [areas.shade(v, breaks) for v in range(101)]
    assert shades == sorted(shades) and shades[0] >= 1 and shades[-1] == 5


def test_a_thinned_line_keeps_its_peaks_and_ends() -> None:
    points = [(float(i), 0.0) for i in range(50_000)]
    points[31_007] = (31_007.0, 99.0)
    points[7] = (7.0, -5.0)
    kept = lines.thinned(points)
    assert len(kept) <= lines.MAX_POINTS + 4
    assert (
        points[31_007] in kept
        and points[7] in kept
        and kept[0] == points[0]
        and kept[-1] == points[-1]
    )


def test_a_gap_in_the_data_is_a_gap_in_the_line() -> None:
    html = charts.line_chart("t", [charts.Series("a", [(1, 1), (2, 2), (3, None), (4, 4), (5, 5)])])
    path = re.search(r'c-line l1" d="([^"]+)"', html)
    assert path and path[1].count("M") == 2


def test_ten_thousand_rows_stay_a_small_page_and_say_so() -> None:
    many = [(f"place {n}", float(n)) for n in range(10_000)]
    pages = [
        charts.bar_chart("t", many),
        charts.dot_chart("t", [charts.Estimate(label, v, v - 1, v + 1) for label, v in many]),
        charts.line_chart("t", [charts.Series("a", [(n, v) for n, (_l, v) in enumerate(many)])]),
        charts.grouped_bars("t", [label for label, _v in many], [("x", [v for _l, v in many])]),
    ]
    assert all(len(page) < 150_000 for page in pages)
    assert "9,800 more rows" in pages[0] and "9,500 more rows" in pages[2]


def test_a_map_of_many_vertices_stays_small() -> None:
    import math

    ring = [
        [10 + math.cos(n / 5e4 * math.tau), 50 + math.sin(n / 5e4 * math.tau)]
        for n in range(50_001)
    ]
    html = charts.area_map(
        "t", [charts.Area("a", 1.0, {"type": "MultiPolygon", "coordinates": [[ring]]})]
    )
    assert len(html) < 60_000


def test_an_unknown_value_is_said_not_drawn_as_nought() -> None:
    assert "no data" in charts.bar_chart("t", [("a", 1), ("b", None)])
    assert "no data" in charts.area_map(
        "t", [charts.Area("a", None, SQUARE), charts.Area("b", 2, SQUARE)]
    )


@pytest.mark.parametrize(
    "html",
    [
        charts.bar_chart("t", []),
        charts.line_chart("t", []),
        charts.dot_chart("t", []),
        charts.stacked_bars("t", [], []),
    ],
)
def test_empty_data_draw_an_empty_chart(html: str) -> None:
    assert "<figure" in html


def test_a_histogram_needs_its_edges() -> None:
    with pytest.raises(ValueError, match="one more edge"):
        charts.histogram("t", [0, 1], [1, 2])
