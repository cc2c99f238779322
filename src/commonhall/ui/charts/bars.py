"""Bars: rows of a table with an SVG bar in them, so that long labels wrap and RTL just works."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from commonhall.ui import text
from commonhall.ui.charts.frame import (
    MAX_BARS,
    SERIES_COLOURS,
    Show,
    data_table,
    figure,
    hatched,
    left_out,
    legend,
    patterns,
    percentage,
    span,
)

BAR_HEIGHT = 16


def bar_chart(
    title: Any,
    rows: Sequence[tuple[Any, float | None]],
    *,
    note: Any = "",
    show: Show = text.number,
    highest: float | None = None,
) -> SafeString:
    """One bar per row: (label, value). Negative values grow the other way from nought.

    show: how a value is written; highest: end of the scale (default: the largest value).
    """
    drawn = rows[:MAX_BARS]
    low, high = span([v for _label, v in drawn] + [highest], zero=True)
    cells = (
        (label, _bar(value, low, high, 0, ""), (value is None and _("no data")) or show(value))
        for label, value in drawn
    )
    body = format_html_join(
        "",
        '<tr><th scope="row">{}</th><td class="bar-cell">{}</td><td class="bar-value">{}</td></tr>',
        cells,
    )
    return figure(
        title,
        format_html("{}{}", _table(title, body, plain=True), left_out(len(rows) - len(drawn))),
        note=note,
    )


def grouped_bars(
    title: Any,
    labels: Sequence[Any],
    series: Sequence[tuple[Any, Sequence[float | None]]],
    *,
    note: Any = "",
    show: Show = text.number,
) -> SafeString:
    """Bars side by side: `labels` name the groups, each series has one value per group."""
    prefix, defs = patterns()
    drawn = labels[:MAX_BARS]
    low, high = span((v for _name, values in series for v in values), zero=True)
    parts = []
    for g, label in enumerate(drawn):
        for s, (name, values) in enumerate(series):
            head = (
                format_html('<th scope="rowgroup" rowspan="{}">{}</th>', len(series), label)
                if s == 0
                else ""
            )
            value = values[g]
            parts.append(
                format_html(
                    '<tr{}>{}<td class="bar-cell"><span class="visually-hidden">{}</span>{}</td>'
                    '<td class="bar-value">{}</td></tr>',
                    mark_safe(' class="bar-group"') if s == 0 else "",
                    head,
                    name,
                    _bar(value, low, high, s, prefix),
                    _("no data") if value is None else show(value),
                )
            )
    body = format_html(
        "{}{}{}",
        defs,
        legend([n for n, _v in series], "fill", prefix),
        _table(title, mark_safe("".join(parts))),
    )
    return figure(title, format_html("{}{}", body, left_out(len(labels) - len(drawn))), note=note)


def stacked_bars(
    title: Any,
    labels: Sequence[Any],
    series: Sequence[tuple[Any, Sequence[float]]],
    *,
    note: Any = "",
    show: Show = text.number,
    shares: bool = False,
) -> SafeString:
    """Parts of a whole: each row's values (≥ 0) end to end; `shares` makes all rows full length.

    The figures follow as a table to unfold, since a part's length is hard to read exactly.
    """
    prefix, defs = patterns()
    drawn = labels[:MAX_BARS]
    totals = [sum(values[g] for _name, values in series) for g in range(len(drawn))]
    longest = max(totals, default=0) or 1
    rows = (
        (
            label,
            _stack([v[g] for _n, v in series], (totals[g] or 1) if shares else longest, prefix),
            show(totals[g]),
        )
        for g, label in enumerate(drawn)
    )
    body = format_html_join(
        "",
        '<tr><th scope="row">{}</th><td class="bar-cell">{}</td><td class="bar-value">{}</td></tr>',
        rows,
    )
    names = [name for name, _values in series]
    table = data_table(
        title,
        ["", *names, _("Total")],
        [
            [label, *(show(values[g]) for _n, values in series), show(totals[g])]
            for g, label in enumerate(drawn)
        ],
    )
    drawing = format_html(
        "{}{}{}{}",
        defs,
        legend(names, "fill", prefix),
        _table(title, body, plain=True),
        left_out(len(labels) - len(drawn)),
    )
    return figure(title, drawing, note=note, table=table)


def _table(title: Any, body: SafeString, plain: bool = False) -> SafeString:
    return format_html(
        '<table class="bars{}"><caption class="visually-hidden">{}</caption>'
        '<thead class="visually-hidden"><tr><th scope="col">{}</th><th scope="col">{}</th>'
        '<th scope="col">{}</th></tr></thead><tbody>{}</tbody></table>',
        mark_safe(" bars-plain" if plain else ""),
        title,
        _("What"),
        _("Bar"),
        _("Value"),
        body,
    )


def _bar(value: float | None, low: float, high: float, index: int, prefix: str) -> SafeString:
    width = (high - low) or 1
    zero = -low / width
    track = f'<rect class="bar-track" width="100%" height="{BAR_HEIGHT}" rx="2"/>'
    if value is None:
        return _strip(track)
    start, length = (zero, value / width) if value >= 0 else (zero + value / width, -value / width)
    # A value that is not nought stays visible.
    box = f'x="{percentage(start)}" width="{percentage(max(length, 0.004 if value else 0))}"'
    n, hatch = index % SERIES_COLOURS + 1, hatched(index, prefix)
    bar = f'<rect class="f{n}" {box} height="{BAR_HEIGHT}" rx="2"/>'
    if hatch:
        bar += f'<rect {box} height="{BAR_HEIGHT}" fill="url(#{hatch})"/>'
    axis = ""
    if low < 0:
        at = percentage(zero)
        axis = f'<line class="c-zero" x1="{at}" x2="{at}" y1="-2" y2="{BAR_HEIGHT + 2}"/>'
    return _strip(track + bar + axis)


def _stack(values: Sequence[float], whole: float, prefix: str) -> SafeString:
    parts = [f'<rect class="bar-track" width="100%" height="{BAR_HEIGHT}" rx="2"/>']
    start = 0.0
    for index, value in enumerate(values):
        share = max(value, 0) / whole
        if share > 0:
            box = f'x="{percentage(start)}" width="{percentage(share)}" height="{BAR_HEIGHT}"'
            parts.append(f'<rect class="f{index % SERIES_COLOURS + 1}" {box}/>')
            if hatch := hatched(index, prefix):
                parts.append(f'<rect {box} fill="url(#{hatch})"/>')
            parts.append(f'<rect class="c-gap" fill="none" {box}/>')
        start += share
    return _strip("".join(parts))


def _strip(content: str) -> SafeString:
    return mark_safe(
        f'<svg class="bar-flip" width="100%" height="{BAR_HEIGHT}" aria-hidden="true" '
        f'focusable="false">{content}</svg>'
    )
