"""What all charts share: the figure around them, the table of figures, scales and ticks."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.utils import dateformat
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from commonhall.ui import text

Show = Callable[[float | None], str]
MAX_BARS = 200
MAX_TABLE_ROWS = 500
SERIES_COLOURS = 6
_numbers = count(1)


def fresh_id(kind: str) -> str:
    """An id that is unique in this process; charts refer to their own parts by it."""
    return f"{kind}-{next(_numbers)}"


def percentage(share: float) -> str:
    """A share of the plot as an SVG percentage, kept within the plot."""
    return f"{min(max(share, 0.0), 1.0) * 100:.2f}".rstrip("0").rstrip(".") + "%"


def figure(
    title: Any,
    body: SafeString,
    *,
    note: Any = "",
    table: SafeString | str = "",
) -> SafeString:
    """The figure: title, note (unit, source), drawing, and the table of figures to unfold."""
    unfold = (
        format_html("<details><summary>{}</summary>{}</details>", _("Show the figures"), table)
        if table
        else ""
    )
    said = format_html('<p class="chart-note">{}</p>', note) if note else ""
    return format_html(
        '<figure class="chart"><figcaption class="chart-title">{}</figcaption>{}{}{}</figure>',
        title,
        said,
        body,
        unfold,
    )


def data_table(
    title: Any, headers: Sequence[Any], rows: Sequence[Sequence[Any]], numbers_from: int = 1
) -> SafeString:
    """The figures as a table; columns from `numbers_from` on are numbers."""
    shown = rows[:MAX_TABLE_ROWS]
    head = format_html_join(
        "", "{}", ((_head(i, numbers_from, header),) for i, header in enumerate(headers))
    )
    body = format_html_join("", "<tr>{}</tr>", ((_row(row, numbers_from),) for row in shown))
    return format_html(
        '<div class="table-scroll" tabindex="0" role="region" aria-label="{}"><table>'
        '<caption class="visually-hidden">{}</caption><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table></div>{}",
        title,
        title,
        head,
        body,
        left_out(len(rows) - len(shown)),
    )


def _head(index: int, numbers_from: int, header: Any) -> SafeString:
    """The name of a column; a column without a name has no header that a reader would hear as empty."""
    if not header:
        return mark_safe("<td></td>")
    return format_html('<th scope="col"{}>{}</th>', _number_class(index, numbers_from), header)


def _row(row: Sequence[Any], numbers_from: int) -> SafeString:
    cells = [format_html('<th scope="row">{}</th>', row[0])]
    cells += [
        format_html("<td{}>{}</td>", _number_class(i, numbers_from), cell)
        for i, cell in enumerate(row[1:], 1)
    ]
    return mark_safe("".join(cells))


def _number_class(index: int, numbers_from: int) -> SafeString:
    return mark_safe(' class="number"') if index >= numbers_from else SafeString()


def left_out(amount: int) -> SafeString:
    """Say how many rows are not shown, if any."""
    if amount <= 0:
        return SafeString()
    words = ngettext("%(n)s more row is in the data.", "%(n)s more rows are in the data.", amount)
    return format_html('<p class="chart-note">{}</p>', words % {"n": text.number(amount)})


def legend(labels: Sequence[Any], kind: str, pattern: str = "") -> SafeString:
    """Names of the series with the same swatch as in the drawing; kind: 'fill' or 'line'."""
    if len(labels) < 2:
        return SafeString()
    return format_html(
        '<ul class="legend">{}</ul>',
        format_html_join(
            "",
            '<li><svg width="22" height="14" aria-hidden="true">{}</svg>{}</li>',
            ((_swatch(i, kind, pattern), label) for i, label in enumerate(labels)),
        ),
    )


def _swatch(index: int, kind: str, pattern: str) -> SafeString:
    n = index % SERIES_COLOURS + 1
    if kind == "line":
        return mark_safe(f'<line class="c-line l{n}" x1="0" y1="7" x2="22" y2="7"/>')
    hatch = hatched(index, pattern)
    over = f'<rect width="22" height="14" fill="url(#{hatch})"/>' if hatch else ""
    return mark_safe(f'<rect class="f{n}" width="22" height="14" rx="2"/>{over}')


def patterns() -> tuple[str, SafeString]:
    """(id prefix, definitions) of the hatchings that tell series apart without colour."""
    prefix = fresh_id("hatch")
    return prefix, mark_safe(
        '<svg width="0" height="0" aria-hidden="true" focusable="false"><defs>'
        f'<pattern id="{prefix}-1" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><path class="c-hatch" d="M0 3h6"/></pattern>'
        f'<pattern id="{prefix}-2" width="5" height="5" patternUnits="userSpaceOnUse">'
        '<path class="c-hatch" d="M2.5 0v5"/></pattern></defs></svg>'
    )


def hatched(index: int, prefix: str) -> str:
    """The pattern's id for a series, "" for those drawn plain."""
    if not prefix or index % 3 == 0:
        return ""
    return f"{prefix}-{index % 3}"


# --- scales ------------------------------------------------------------------------------------
def nice_ticks(low: float, high: float, wanted: int = 5) -> list[float]:
    """Round numbers that cover [low, high]: steps of 1, 2, 2.5 or 5 times a power of ten."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return [0.0, 1.0]
    if high <= low:
        low, high = min(low, 0.0), max(high, 0.0)
    # Values that differ by less than drawing can show are drawn as one.
    if high - low < 1e-300 or low + (high - low) / wanted in (low, high):
        high = low + max(1.0, abs(low))
    raw = (high - low) / max(wanted - 1, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next((m * power for m in (1, 2, 2.5, 5, 10) if m * power >= raw * 0.999), 10 * power)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(i * step, 12) for i in range(first, last + 1)]


def span(values: Iterable[float | None], *, zero: bool) -> tuple[float, float]:
    """(lowest, highest) of the known finite values, stretched to nought if `zero`."""
    known = [v for v in values if v is not None and math.isfinite(v)]
    if zero:
        known.append(0.0)
    return (min(known), max(known)) if known else (0.0, 1.0)


def date_ticks(first: date, last: date, wanted: int = 5) -> list[tuple[date, str]]:
    """Beginnings of years, months or days with their labels, about `wanted` of them."""
    first, last = _day(first), _day(last)
    days = max((last - first).days, 1)
    if days > 365 * 2:
        step = max(math.ceil(days / 365.25 / wanted), 1)
        found = [date(y, 1, 1) for y in range(first.year, last.year + 1) if y % step == 0]
        pattern = pgettext("date on a chart", "Y")
    elif days > 62:
        step = next(s for s in (1, 2, 3, 6, 12) if days / 30.4 / s <= wanted or s == 12)
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        found = [date(m // 12, m % 12 + 1, 1) for m in months if m % step == 0]
        pattern = pgettext("date on a chart", "M Y")
    else:
        step = max(math.ceil(days / wanted), 1)
        found = [first + timedelta(days=n) for n in range(0, days + 1, step)]
        pattern = pgettext("date on a chart", "j M")
    return [(day, dateformat.format(day, pattern)) for day in found if first <= day <= last]


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def as_number(x: float | date) -> float:
    """A position on the horizontal axis: numbers as they are, dates as days."""
    if isinstance(x, datetime):
        return x.toordinal() + (x.hour * 3600 + x.minute * 60 + x.second) / 86400
    if isinstance(x, date):
        return float(x.toordinal())
    return float(x)
