"""Dots with intervals: an estimate, and how sure we are of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from commonhall.ui import text
from commonhall.ui.charts.frame import (
    MAX_BARS,
    Show,
    data_table,
    figure,
    left_out,
    nice_ticks,
    percentage,
    span,
)

ROW_HEIGHT = 24


@dataclass(frozen=True)
class Estimate:
    """A value with the ends of its interval; low and high may be unknown."""

    label: Any
    value: float | None
    low: float | None = None
    high: float | None = None


def dot_chart(
    title: Any,
    rows: Sequence[Estimate],
    *,
    note: Any = "",
    show: Show = text.number,
    domain: tuple[float, float] | None = None,
    target: float | None = None,
    interval: Any = "",
) -> SafeString:
    """One row per estimate on a shared scale; `target` draws a line all can be held against.

    domain: ends of the scale (default: round numbers around the data); interval: what the line
    through the dot means, for instance "95% interval".
    """
    drawn = rows[:MAX_BARS]
    values = [v for row in drawn for v in (row.value, row.low, row.high)]
    low, high = domain or span([*values, target], zero=False)
    ticks = nice_ticks(low, high, 6 if domain else 4)
    if domain is None:
        low, high = ticks[0], ticks[-1]
    ticks = [tick for tick in ticks if low <= tick <= high]

    def at(value: float) -> str:
        return percentage((value - low) / ((high - low) or 1))

    axis = "".join(_tick((tick - low) / ((high - low) or 1), show(tick)) for tick in ticks)
    lines = "".join(
        f'<line class="c-grid" x1="{at(t)}" x2="{at(t)}" y1="0" y2="{ROW_HEIGHT}"/>' for t in ticks
    )
    if target is not None:
        lines += (
            f'<line class="c-target" x1="{at(target)}" x2="{at(target)}" y1="0" y2="{ROW_HEIGHT}"/>'
        )
    body = format_html_join(
        "",
        '<tr><th scope="row">{}</th><td class="bar-cell">{}</td><td class="bar-value">{}</td></tr>',
        ((row.label, _row(row, at, lines), _shown(row, show)) for row in drawn),
    )
    drawing = format_html(
        '<table class="bars bars-plain dots"><caption class="visually-hidden">{}</caption><thead><tr>'
        '<td></td><td class="bar-cell"><svg width="100%" height="18" aria-hidden="true">{}</svg>'
        "</td><td></td></tr></thead><tbody>{}</tbody></table>{}{}",
        title,
        mark_safe(axis),
        body,
        _explain(target, interval, show),
        left_out(len(rows) - len(drawn)),
    )
    return figure(title, drawing, note=note, table=_figures(title, drawn, show))


def _tick(position: float, label: str) -> str:
    anchor = "start" if position < 0.06 else "end" if position > 0.94 else "middle"
    written = format_html(
        '<text class="c-text" x="{}" y="13" text-anchor="{}">{}</text>',
        percentage(position),
        anchor,
        label,
    )
    return str(written)


def _row(row: Estimate, at: Any, lines: str) -> SafeString:
    middle, parts = ROW_HEIGHT / 2, [lines]
    if row.low is not None and row.high is not None:
        parts.append(
            f'<line class="c-whisker" x1="{at(row.low)}" x2="{at(row.high)}" y1="{middle:g}" '
            f'y2="{middle:g}"/>'
        )
    if row.value is not None:
        parts.append(f'<circle class="c-dot f1" cx="{at(row.value)}" cy="{middle:g}" r="6.5"/>')
    return mark_safe(
        f'<svg width="100%" height="{ROW_HEIGHT}" aria-hidden="true" focusable="false">'
        f"{''.join(parts)}</svg>"
    )


def _shown(row: Estimate, show: Show) -> str:
    return _("no data") if row.value is None else show(row.value)


def _explain(target: float | None, interval: Any, show: Show) -> SafeString:
    words = []
    if interval:
        words.append(_("Line through the dot: %(interval)s.") % {"interval": interval})
    if target is not None:
        words.append(_("Dashed line: target, %(target)s.") % {"target": show(target)})
    return format_html('<p class="chart-note">{}</p>', " ".join(words)) if words else SafeString()


def _figures(title: Any, rows: Sequence[Estimate], show: Show) -> SafeString:
    return data_table(
        title,
        ["", _("Value"), _("from"), _("to")],
        [[row.label, _shown(row, show), show(row.low), show(row.high)] for row in rows],
    )
