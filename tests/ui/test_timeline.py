"""The timeline of a plan: where marks stand, what they say, what lies outside, harmless names."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from datetime import date

from commonhall.ui.charts import Line, Promised, plan_timeline
from commonhall.ui.charts.timeline import MONTH, MOST_LINES

TODAY = date(2026, 6, 15)
LEGEND = [("good", "kept"), ("bad", "broken")]
EVIL = '</title><script>alert("x")</script>'


def drawn(*lines: Line) -> str:
    return str(plan_timeline("The plan", lines, TODAY, LEGEND))


def promised(day: date, tone: str = "good", **given: date) -> Promised:
    return Promised("Step", day, tone, "fate of it", **given)


def marks(html: str) -> list[int]:
    return [int(x) for x in re.findall(r'<g transform="translate\((\d+) \d+\)"><title>', html)]


def test_a_mark_stands_in_its_month() -> None:
    html = drawn(
        Line("A", "/a/", promised=[promised(date(2026, 4, 1)), promised(date(2026, 6, 1))])
    )
    assert marks(html) == [0, 2 * MONTH]


def test_the_first_day_counts_and_a_line_leads_to_the_day_it_came_to() -> None:
    html = drawn(
        Line("A", "/a/", promised=[promised(date(2026, 4, 1), kept=date(2026, 5, 1))]),
        Line("B", "/b/", promised=[promised(date(2026, 4, 1), "waiting", now=date(2026, 6, 1))]),
    )
    assert re.findall(r'class="slip" d="M(\d+) \d+H(\d+)"', html) == [
        ("0", str(MONTH)),
        ("0", str(2 * MONTH)),
    ]
    assert "moved to 1 June 2026" in html


def test_what_is_missed_and_not_done_leads_to_today() -> None:
    html = drawn(Line("A", "/a/", promised=[promised(date(2026, 6, 1), "bad")]))
    today = round(14 / 31 * MONTH)
    assert (
        f'class="slip" d="M0 22H{today}"' in html and f'class="c-target" d="M{today} 0V44"' in html
    )


def test_what_was_kept_in_time_leads_nowhere() -> None:
    html = drawn(Line("A", "/a/", promised=[promised(date(2026, 6, 9), kept=date(2026, 6, 2))]))
    assert "slip" not in html


def test_every_mark_is_said_and_stands_in_the_table() -> None:
    html = drawn(Line("Lamps", "/a/", promised=[promised(date(2026, 4, 3))]))
    assert 'aria-label="Lamps: Step, 3 April 2026: fate of it"' in html
    table = html[html.index("<details>") :]
    assert '<a href="/a/" dir="auto">Lamps</a>' in table and "3 April 2026" in table


def test_what_names_no_promise_and_no_end_is_not_drawn() -> None:
    assert drawn(Line("A", "/a/", starts=TODAY)) == ""
    assert drawn() == ""


def test_what_lies_far_off_is_in_the_table_and_said_to_be() -> None:
    html = drawn(
        Line("Near", "/a/", promised=[promised(TODAY)]),
        Line("Long ago", "/b/", promised=[promised(date(2009, 1, 1))]),
    )
    picture, table = html.split("<details>")
    assert "Long ago" not in picture and "Long ago" in table
    assert "1 more part has its days outside these months" in picture
    width = int(re.search(r'<svg width="(\d+)" height="44"', html)[1])  # type: ignore[index]
    assert width <= 13 * MONTH


def test_a_plan_of_thousands_stays_a_page() -> None:
    lines = [Line(f"p{n}", "/a/", promised=[promised(TODAY)]) for n in range(2000)]
    assert drawn(*lines).count('<svg width="58" height="44"') == MOST_LINES


def test_it_is_well_formed_and_lets_no_markup_through() -> None:
    html = plan_timeline(
        EVIL,
        [Line(EVIL, "/a/", promised=[Promised(EVIL, TODAY, "bad", EVIL)])],
        TODAY,
        [("bad", EVIL)],
    )
    assert "<script" not in html and "style=" not in html
    ElementTree.fromstring(f"<div>{html}</div>")
