"""Lines over time, distributions and sparklines."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from commonhall.ui import text
from commonhall.ui.charts.frame import (
    SERIES_COLOURS,
    Show,
    as_number,
    data_table,
    date_ticks,
    figure,
    fresh_id,
    legend,
    nice_ticks,
    percentage,
    span,
)

PLOT_HEIGHT = 240
MAX_POINTS = 600
MARKED_POINTS = 24
Point = tuple[float | date, float | None]


@dataclass(frozen=True)
class Series:
    """A line: points (x, y) in order of x, x numbers or dates; y None leaves a gap.

    band: (x, low, high) of the uncertainty around it.
    """

    label: Any
    points: Sequence[Point]
    band: Sequence[tuple[float | date, float, float]] = ()


@dataclass(frozen=True)
class _Scale:
    left: float
    right: float
    bottom: float
    top: float

    def x(self, value: float | date) -> float:
        return (as_number(value) - self.left) / ((self.right - self.left) or 1)

    def y(self, value: float) -> float:
        return 1 - (value - self.bottom) / ((self.top - self.bottom) or 1)


def line_chart(
    title: Any,
    series: Sequence[Series],
    *,
    note: Any = "",
    show: Show = text.number,
    zero: bool = True,
    target: float | None = None,
    domain: tuple[float, float] | None = None,
    description: Any = "",
) -> SafeString:
    """Lines over time or another number; `zero` starts the scale at nought.

    domain: the scale's ends from bottom to top, (9, 1) for places in an order, of which 1 is best.
    A long line is thinned to its peaks and valleys, so its shape is true at any length.
    """
    ys = [y for s in series for _x, y in s.points]
    ys += [v for s in series for _x, low, high in s.band for v in (low, high)]
    if domain:
        ticks = [t for t in nice_ticks(min(domain), max(domain)) if min(domain) < t < max(domain)]
        ticks = sorted({*domain, *ticks}, reverse=domain[0] > domain[1])
    else:
        ticks = nice_ticks(*span([*ys, target], zero=zero))
    xs = [x for s in series for x, _y in s.points]
    dates = bool(xs) and isinstance(xs[0], date)
    numbers = [as_number(x) for x in xs] or [0.0, 1.0]
    scale = _Scale(min(numbers), max(numbers), ticks[0], ticks[-1])
    parts = [_grid(ticks, scale, show)]
    parts += [_band(s, i, scale) for i, s in enumerate(series) if s.band]
    if target is not None:
        at = percentage(scale.y(target))
        parts.append(f'<line class="c-target" x1="0" x2="100%" y1="{at}" y2="{at}"/>')
    parts += [_line(s, i, scale) for i, s in enumerate(series)]
    parts += [_markers(s, i, scale, show) for i, s in enumerate(series)]
    parts.append(_horizontal_axis(xs, scale, dates))
    drawing = format_html(
        "{}{}",
        legend([s.label for s in series], "line"),
        _plot(title, description, "".join(parts)),
    )
    return figure(title, drawing, note=note, table=_figures(title, series, show))


def histogram(
    title: Any,
    edges: Sequence[float],
    counts: Sequence[float],
    *,
    note: Any = "",
    show: Show = text.number,
    description: Any = "",
) -> SafeString:
    """A distribution: len(edges) == len(counts) + 1; areas are true to the counts per width."""
    if len(edges) != len(counts) + 1:
        raise ValueError("a histogram needs one more edge than counts")
    widths = [b - a for a, b in itertools.pairwise(edges)]
    even = max(widths) - min(widths) < 1e-9 * max(abs(edges[-1]), 1) if widths else True
    heights = [c if even else c / w for c, w in zip(counts, widths, strict=True)]
    ticks = nice_ticks(*span(heights, zero=True), wanted=4)
    scale = _Scale(edges[0], edges[-1], ticks[0], ticks[-1])
    parts = [_grid(ticks if even else ticks[:1], scale, text.number)]
    for a, b, height, amount in zip(edges, edges[1:], heights, counts, strict=False):
        x, y = scale.x(a), scale.y(height)
        words = f"{show(a)}–{show(b)}{text.colon()}{text.number(amount)}"
        parts.append(
            str(
                format_html(
                    '<rect class="f1 c-gap" x="{}" width="{}" y="{}" height="{}">'
                    "<title>{}</title></rect>",
                    percentage(x),
                    percentage(scale.x(b) - x),
                    percentage(y),
                    percentage(1 - y),
                    words,
                )
            )
        )
    shown = nice_ticks(edges[0], edges[-1], 6)
    parts += [
        _x_label(scale.x(tick), show(tick)) for tick in shown if edges[0] <= tick <= edges[-1]
    ]
    table = data_table(
        title,
        [_("from"), _("to"), _("Count")],
        [
            [show(a), show(b), text.number(c)]
            for a, b, c in zip(edges, edges[1:], counts, strict=False)
        ],
    )
    return figure(title, _plot(title, description, "".join(parts)), note=note, table=table)


def sparkline(
    values: Sequence[float | None], label: Any, *, show: Show = text.number
) -> SafeString:
    """A line as small as a word; `label` says what it is, the ends are read aloud."""
    known = [v for v in values if v is not None]
    if len(known) < 2:
        return SafeString()
    low, high = min(known), max(known)
    height = (high - low) or 1
    step = 92 / max(len(values) - 1, 1)
    points = [
        (4 + i * step, 20 - (v - low) / height * 16) for i, v in enumerate(values) if v is not None
    ]
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    words = _("%(label)s: from %(first)s to %(last)s") % {
        "label": label,
        "first": show(known[0]),
        "last": show(known[-1]),
    }
    x, y = points[-1]
    return format_html(
        '<svg class="spark" viewBox="0 0 100 24" role="img" aria-label="{}">'
        '<path class="c-line l1" d="{}"/><circle class="f2" cx="{}" cy="{}" r="3"/></svg>',
        words,
        path,
        f"{x:.1f}",
        f"{y:.1f}",
    )


# --- parts of a plot ---------------------------------------------------------------------------
def _plot(title: Any, description: Any, content: str) -> SafeString:
    key = fresh_id("plot")
    return format_html(
        '<div class="chart-plot chart-lines"><svg width="100%" height="{}" role="img" '
        'aria-labelledby="{}-t {}-d"><title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}'
        "</svg></div>",
        PLOT_HEIGHT,
        key,
        key,
        key,
        title,
        key,
        description or _("The figures are in the table that follows."),
        mark_safe(content),
    )


def _grid(ticks: Sequence[float], scale: _Scale, show: Show) -> str:
    parts = []
    for tick in ticks:
        at = percentage(scale.y(tick))
        kind = "c-zero" if tick == ticks[0] else "c-grid"
        parts.append(f'<line class="{kind}" x1="0" x2="100%" y1="{at}" y2="{at}"/>')
        parts.append(
            str(
                format_html(
                    '<text class="c-text c-halo" x="0" y="{}" dy="-5">{}</text>', at, show(tick)
                )
            )
        )
    return "".join(parts)


def _line(series: Series, index: int, scale: _Scale) -> str:
    pieces: list[list[tuple[float, float]]] = [[]]
    for x, y in series.points:
        if y is None:
            pieces.append([])
        else:
            pieces[-1].append((scale.x(x) * 1000, scale.y(y) * 1000))
    path = "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in thinned(piece)) for piece in pieces if piece
    )
    n = index % SERIES_COLOURS + 1
    return _stretched(f'<path class="c-line l{n}" d="{path}"/>')


def _band(series: Series, index: int, scale: _Scale) -> str:
    upper = [(scale.x(x) * 1000, scale.y(high) * 1000) for x, _low, high in series.band]
    lower = [(scale.x(x) * 1000, scale.y(low) * 1000) for x, low, _high in series.band]
    points = [*thinned(upper), *reversed(thinned(lower))]
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"
    return _stretched(f'<path class="c-band f{index % SERIES_COLOURS + 1}" d="{path}"/>')


def _stretched(content: str) -> str:
    """Paths know no percentages: draw them on a square of 1000 that fills the plot."""
    return (
        '<svg width="100%" height="100%" viewBox="0 0 1000 1000" preserveAspectRatio="none">'
        f"{content}</svg>"
    )


def thinned(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """At most MAX_POINTS points: per stretch of x its first, lowest, highest and last."""
    if len(points) <= MAX_POINTS:
        return list(points)
    size = -(-len(points) * 4 // MAX_POINTS)
    kept: list[tuple[float, float]] = []
    for start in range(0, len(points), size):
        piece = points[start : start + size]
        chosen = {0, len(piece) - 1}
        chosen.add(min(range(len(piece)), key=lambda i: piece[i][1]))
        chosen.add(max(range(len(piece)), key=lambda i: piece[i][1]))
        kept.extend(piece[i] for i in sorted(chosen))
    return kept


def _markers(series: Series, index: int, scale: _Scale, show: Show) -> str:
    known = [(x, y) for x, y in series.points if y is not None]
    if len(known) > MARKED_POINTS:
        known = known[-1:]
    n = index % SERIES_COLOURS + 1
    parts = []
    for x, y in known:
        when = text.local_date(x) if isinstance(x, date) else text.number(x)
        parts.append(
            format_html(
                '<circle class="c-dot f{}" cx="{}" cy="{}" r="5"><title>{} · {}: {}</title></circle>',
                n,
                percentage(scale.x(x)),
                percentage(scale.y(y)),
                series.label,
                when,
                show(y),
            )
        )
    return "".join(parts)


def _horizontal_axis(xs: Sequence[float | date], scale: _Scale, dates: bool) -> str:
    if not xs:
        return ""
    if dates:
        days = [x for x in xs if isinstance(x, date)]
        labels = [(scale.x(day), label) for day, label in date_ticks(min(days), max(days), 4)]
    else:
        ticks = nice_ticks(scale.left, scale.right)
        labels = [(scale.x(t), text.number(t)) for t in ticks if scale.left <= t <= scale.right]
    return "".join(_x_label(position, label) for position, label in labels)


def _x_label(position: float, label: str) -> str:
    anchor = "start" if position < 0.06 else "end" if position > 0.94 else "middle"
    written = format_html(
        '<text class="c-text" x="{}" y="100%" dy="20" text-anchor="{}">{}</text>',
        percentage(position),
        anchor,
        label,
    )
    return str(written)


def _figures(title: Any, series: Sequence[Series], show: Show) -> SafeString:
    columns = [dict(s.points) for s in series]
    xs = sorted({x for column in columns for x in column}, key=as_number)
    rows = [
        [
            text.local_date(x) if isinstance(x, date) else text.number(x),
            *(show(column.get(x)) for column in columns),
        ]
        for x in xs
    ]
    return data_table(title, ["", *(s.label for s in series)], rows)
