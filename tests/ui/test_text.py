"""Text: safe Markdown, excerpts, numbers, money and time in each language."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template import defaultfilters as filters
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from commonhall.core.money import Money, money_of
from commonhall.ui import text

# What pages write in languages with ways of their own: one file a language.
WRITTEN = sorted((Path(__file__).parent / "languages").glob("*.toml"))
HOSTILE = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    '<img src=x onerror="alert(1)">',
    "![x](https://tracker.example/pixel.png)",
    '[x](https://a.example "onmouseover=alert(1)")',
    "<a href='https://a.example' style='position:fixed'>x</a>",
    "<iframe src=//a.example></iframe>",
    "<svg onload=alert(1)>",
    "`<b onclick=x>`",
]


class _Tags(HTMLParser):
    """Collects what a browser would see as tags."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def tags_of(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = _Tags()
    parser.feed(html)
    return parser.found


def assert_harmless(html: str) -> None:
    for tag, attributes in tags_of(html):
        assert tag in text.ALLOWED_TAGS | {"div"}
        assert set(attributes) <= {
            "href",
            "title",
            "rel",
            "start",
            "scope",
            "class",
            "tabindex",
            "dir",
        }
        link = (attributes.get("href") or "https:").lower()
        assert link.split(":")[0] in text.URL_SCHEMES or ":" not in link


@pytest.mark.parametrize("source", HOSTILE)
def test_hostile_markdown_becomes_harmless(source: str) -> None:
    assert_harmless(text.markdown(source))


@given(st.text(max_size=400))
def test_no_text_opens_a_tag_outside_the_list(source: str) -> None:
    assert_harmless(text.markdown(source))


def test_links_of_strangers_are_marked_as_theirs() -> None:
    assert 'rel="nofollow ugc noopener"' in text.markdown("[a](https://a.example)")


@pytest.mark.parametrize(
    ("source", "expected"),
    [("# A\n\n## B", ["h3", "h4"]), ("#### A", ["h3"]), ("# A\n\n###### B", ["h3", "h6"])],
)
def test_headings_begin_where_the_page_wants_them(source: str, expected: list[str]) -> None:
    import re

    assert re.findall(r"<(h[1-6])\b", text.markdown(source, 3)) == expected


def test_a_wide_table_scrolls_by_itself() -> None:
    assert text.markdown("|a|b|\n|-|-|\n|1|2|").startswith('<div class="table-scroll"')


@pytest.mark.parametrize(
    ("source", "length", "expected"),
    [
        ("A **short** one", 40, "A short one"),
        ("The quick brown fox jumps", 13, "The quick…"),
        ("噪音扰民，晚上睡不着觉。", 10, "噪音扰民…"),
        ("a < b & c > d", 40, "a < b & c > d"),
        ("Look at <b>this</b>", 60, "Look at <b>this</b>"),
    ],
)
def test_an_excerpt_is_plain_and_cut_where_readers_expect(
    source: str, length: int, expected: str
) -> None:
    assert text.excerpt(source, length) == expected


@given(st.text(max_size=300), st.integers(4, 80))
def test_an_excerpt_is_never_longer_than_asked(source: str, length: int) -> None:
    cut = text.excerpt(source, length).removesuffix("…")
    assert sum(2 if text._is_wide(c) else 1 for c in cut) <= length


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (1234567, None, "1,234,567"),
        (1234.5, None, "1,234.5"),
        (0.125, 2, "0.12"),
        (-1000, None, "−1,000"),
        (-0.001, 1, "0.0"),
        (Decimal("10.10"), None, "10.1"),
        (None, None, "–"),
        (float("nan"), None, "–"),
        (0, None, "0"),
    ],
)
def test_numbers_are_grouped_and_rounded(
    value: float | None, digits: int | None, expected: str
) -> None:
    assert text.number(value, digits) == expected


def test_numbers_follow_the_language() -> None:
    with translation.override("de"):
        assert text.number(1234567.25) == "1.234.567,25"
        assert text.money(Money(123450, "EUR")).endswith("1.234,50")


@pytest.mark.parametrize(
    ("minor", "currency", "language", "expected"),
    [
        (125000000, "EUR", "en", "€1,250,000"),
        (12050, "EUR", "en", "€120.50"),
        (5, "USD", "en", "US$0.05"),
        (-250, "GBP", "en", "−£2.50"),
        (1200, "JPY", "en", "JP¥1,200"),
        (8800, "CNY", "en", "CN¥88"),
        (1005, "KWD", "en", "KWD\u00a01.005"),
        (None, "EUR", "en", "–"),
    ],
)
def test_money_is_exact_in_its_minor_units(
    minor: int | None, currency: str, language: str, expected: str
) -> None:
    with translation.override(language):
        assert text.money(money_of(minor, currency)) == expected


def test_words_are_put_together_with_signs() -> None:
    assert (text.listed(["a", 2]), text.colon(), text.comma()) == ("a, 2", ": ", ", ")


@pytest.mark.parametrize("file", WRITTEN, ids=lambda file: file.stem)
def test_a_language_writes_numbers_days_and_signs_its_own_way(file: Path) -> None:
    wanted = tomllib.loads(file.read_text(encoding="utf-8"))
    with translation.override(file.stem):
        assert text.local_date(date(2026, 5, 3)) == wanted["date"]
        assert (text.colon(), text.comma()) == (wanted["colon"], wanted["comma"])
        assert text.listed("甲乙") == wanted["listed"]
        for value, said in wanted["big"]:
            assert text.compact(value) == said
        for minor, currency, said in wanted["money"]:
            assert text.money(money_of(minor, currency)) == said


@given(st.integers(-(10**24), 10**24))
def test_no_sum_of_money_is_too_large_to_be_exact(minor: int) -> None:
    shown = text.money(Money(minor, "EUR")).replace("−", "-").replace("€", "").replace(",", "")
    assert int(Decimal(shown) * 100) == minor


@pytest.mark.parametrize(
    ("language", "value", "expected"),
    [
        ("en", 1_250_000, "1.2 million"),
    ],
)
def test_big_numbers_are_said_as_people_say_them(language: str, value: int, expected: str) -> None:
    with translation.override(language):
        assert text.compact(value) == expected


@pytest.mark.parametrize(
    ("ago", "expected"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=1, seconds=5), "1 minute ago"),
        (timedelta(hours=5), "5 hours ago"),
        (timedelta(days=59), "59 days ago"),
        (timedelta(days=61), "2 months ago"),
        (timedelta(days=800), "2 years ago"),
        (-timedelta(days=3), "in 3 days"),
        (-timedelta(seconds=5), "in a moment"),
    ],
)
def test_time_is_told_in_the_largest_fitting_unit(ago: timedelta, expected: str) -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert text.relative(now - ago, now) == expected


def test_dates_follow_the_language() -> None:
    day = date(2026, 5, 3)
    assert text.local_date(day) == "3 May 2026"
    assert filters.date(day, "DATE_FORMAT") == "3 May 2026"


def test_a_moment_keeps_its_exact_time_for_machines_and_for_the_curious() -> None:
    html = text.time_tag(datetime(2026, 5, 3, 9, 30, tzinfo=UTC), "date")
    assert 'datetime="2026-05-03T09:30:00+00:00"' in html
    assert 'title="3 May 2026, 09:30"' in html
