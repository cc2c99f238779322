"""Spans of time in which editions appear."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from commonhall.evaluation.indicators import rates
from commonhall.evaluation.indicators.facts import Span

MONTHS = {"month": 1, "quarter": 3, "year": 12}
# How far back editions are counted anew when a framework changes: a year.
BACK = {"month": 12, "quarter": 4, "year": 2}


def span_holding(day: date, every: str) -> Span:
    """The month, quarter or year a day lies in."""
    length = MONTHS[every]
    first = (day.month - 1) // length * length + 1
    return rates.span_of(date(day.year, first, 1), _after(date(day.year, first, 1), length))


def ended(starts: date, today: date, every: str) -> Iterator[Span]:
    """Whole spans from `starts` on that ended by today, the newest first, as far back as editions go."""
    here = span_holding(today, every)
    for _count in range(BACK[every]):
        before = span_holding(here.starts - _DAY, every)
        if before.starts < starts:
            return
        yield before
        here = before


def _after(first: date, months: int) -> date:
    at = first.year * 12 + first.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)


_DAY = date(2000, 1, 2) - date(2000, 1, 1)
