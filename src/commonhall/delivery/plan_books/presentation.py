"""How progress and amendments of plan books are shown: lines towards a target, new words beside old ones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString

from commonhall.actions import action_pages
from commonhall.actions.actors import Actor
from commonhall.core import refs
from commonhall.delivery.plan_books import readings
from commonhall.delivery.plan_books.actions import drop_book_indicator
from commonhall.delivery.plan_books.deciding_actions import report_book_value
from commonhall.delivery.plan_books.models import Book, BookAmendment, BookIndicator, BookValue
from commonhall.law.promises import queries as promise_queries
from commonhall.law.promises.models import Promise
from commonhall.law.promises.views import strip_of
from commonhall.ui import charts
from commonhall.ui.redline import beside


def measured(book: Book) -> dict[int, list[dict[str, Any]]]:
    """Indicators by part, each with its newest value, where that comes from, the share of the way, and its line.

    Two queries, and two for each kind of thing that values are taken from.
    """
    rows = list(book.indicators.filter(dropped=False).order_by("pk"))
    reported: dict[int, list[readings.Reading]] = {}
    sources: dict[int, str] = {}
    values = BookValue.objects.filter(indicator__in=[one.pk for one in rows]).order_by("on", "pk")
    for number, on, value, source in values.values_list("indicator", "on", "value", "source"):
        reported.setdefault(number, []).append((on, value))
        sources[number] = source
    measuring = {one.measured_by for one in rows if one.measured_by}
    read, named = readings.of(measuring, book.unit), refs.resolve(sorted(measuring))
    found: dict[int, list[dict[str, Any]]] = {}
    for one in rows:
        line = read.get(one.measured_by, []) if one.measured_by else reported.get(one.pk, [])
        shown = _shown(one, line)
        shown["source"] = sources.get(one.pk, "")
        shown["measured_by"] = named.get(one.measured_by)
        found.setdefault(one.part_id, []).append(shown)
    return found


def _shown(one: BookIndicator, found: list[readings.Reading]) -> dict[str, Any]:
    since = [(on, value) for on, value in found if on > one.baseline_on]
    line = [(one.baseline_on, float(one.baseline)), *((on, float(value)) for on, value in since)]
    now = since[-1] if since else None
    return {
        "one": one,
        "now": now[1] if now else None,
        "on": now[0] if now else None,
        "share": share(one, now[1]) if now else None,
        "chart": charts.line_chart(
            one.name, [charts.Series(one.measure, line)], target=float(one.target), zero=False
        )
        if now
        else "",
    }


def share(one: BookIndicator, value: Decimal) -> int:
    """The share of the way from the start to the target, in per cent; below 0: it moved away."""
    return round(100 * (value - one.baseline) / (one.target - one.baseline))


def strip(promised: Iterable[Promise], today: date) -> SafeString | str:
    """What became of the promises of what carries the book out; "" where there are none."""
    counts = promise_queries.of_rows(promised, today)
    return strip_of(counts, linked=False) if counts.made else ""


def amendment(one: BookAmendment) -> dict[str, Any]:
    """An amendment with its old words beside the new ones."""
    old, new = beside(one.words_before, one.words)
    return {"one": one, "old": old, "new": new}


def report_url(actor: Actor, indicator: BookIndicator, memo: dict[Any, Any]) -> str:
    """Where the actor reports a value; "" where they may not."""
    allowed = report_book_value.check(actor, indicator, memo).allowed
    return action_pages.url_of(report_book_value, indicator) if allowed else ""


def possible(actor: Actor, indicator: BookIndicator, memo: dict[Any, Any]) -> list[tuple[Any, str]]:
    """What the actor may do with an indicator, with the addresses."""
    return [
        (action.title, action_pages.url_of(action, indicator))
        for action in (report_book_value, drop_book_indicator)
        if action.check(actor, indicator, memo).allowed
    ]
