"""What was promised along the months: a line for each part of a plan, its promises as marks of shape and colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import dateformat
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from commonhall.ui import maps, text
from commonhall.ui.charts.frame import data_table, figure

MONTH = 58
HEIGHT = 44
MIDDLE = HEIGHT // 2
# So many months back and on are drawn at most; what lies outside stands in the table.
BACK, ON = 12, 18
MOST_LINES = 60
_TONES = {"good": "done", "info": "running", "waiting": "planned", "bad": "stopped"}


@dataclass(frozen=True)
class Promised:
    """A promised day. day: the first, which counts; now: the day named last; kept: when it was done.

    tone: what became of it, as of badges, and `fate` the same in words.
    """

    label: Any
    day: date
    tone: str
    fate: Any
    now: date | None = None
    kept: date | None = None

    @property
    def moved(self) -> bool:
        return self.now is not None and self.now != self.day

    @property
    def words(self) -> str:
        """The mark as it is read aloud."""
        said = f"{self.label}{text.comma()}{text.local_date(self.day)}{text.colon()}{self.fate}"
        if self.now is None or not self.moved:
            return said
        moved = _("moved to %(day)s") % {"day": text.local_date(self.now)}
        return f"{said}{text.comma()}{moved}"


@dataclass(frozen=True)
class Line:
    """A part of a plan. starts, ends: what it spans, where that is known; tone: its state."""

    label: Any
    url: str
    tone: str = "waiting"
    starts: date | None = None
    ends: date | None = None
    promised: Sequence[Promised] = ()

    def days(self) -> list[date]:
        """All days that it names."""
        named = [one for mark in self.promised for one in (mark.day, mark.now, mark.kept)]
        return [one for one in (self.starts, self.ends, *named) if one is not None]


def plan_timeline(
    title: Any,
    lines: Sequence[Line],
    today: date,
    legend: Sequence[tuple[str, Any]],
    *,
    note: Any = "",
) -> SafeString:
    """Lines along the months, today as a line through all of them; the same as a table to unfold.

    legend: (tone, words) of what the marks mean. Lines without a promise and without an end are left out; empty where there is no other.
    """
    known = [line for line in lines if line.promised or (line.starts and line.ends)]
    if not known:
        return SafeString()
    view = _View(known, today)
    drawn = [line for line in known if view.holds(line)][:MOST_LINES]
    rows = format_html_join(
        "",
        '<tr><th scope="row"><a href="{}" dir="auto">{}</a></th><td>{}</td></tr>',
        ((line.url, line.label, _line(line, view)) for line in drawn),
    )
    body = format_html(
        '{}<div class="table-scroll timeline-scroll" tabindex="0" role="region" aria-label="{}">'
        '<table class="timeline-chart"><caption class="visually-hidden">{}</caption>'
        '<thead><tr><td></td><th scope="col"><span class="visually-hidden">{}</span>{}</th></tr></thead>'
        "<tbody>{}</tbody></table></div>{}",
        maps.legend(legend),
        title,
        title,
        view.words(),
        _head(view),
        rows,
        _outside(len(known) - len(drawn)),
    )
    return figure(title, body, note=note, table=_figures(title, known))


def _outside(count: int) -> SafeString:
    if count <= 0:
        return SafeString()
    words = ngettext(
        "%(count)d more part has its days outside these months; the table has them all.",
        "%(count)d more parts have their days outside these months; the table has them all.",
        count,
    )
    return format_html('<p class="chart-note">{}</p>', words % {"count": count})


class _View:
    """Months from left to right, and where a day stands among them."""

    def __init__(self, lines: Sequence[Line], today: date) -> None:
        days = [day for line in lines for day in line.days()] + [today]
        now = today.year * 12 + today.month - 1
        self.first = max(_month(min(days)), now - BACK)
        self.last = min(_month(max(days)), now + ON)
        self.today = today
        self.months = [date(n // 12, n % 12 + 1, 1) for n in range(self.first, self.last + 1)]
        self.width = len(self.months) * MONTH

    def x(self, day: date) -> int:
        """Pixels from the left, kept within the picture."""
        at = (_month(day) - self.first + (day.day - 1) / 31) * MONTH
        return round(min(max(at, 0), self.width))

    def shown(self, day: date) -> bool:
        return self.first <= _month(day) <= self.last

    def holds(self, line: Line) -> bool:
        months = [_month(day) for day in line.days()]
        return min(months) <= self.last and max(months) >= self.first

    def words(self) -> str:
        return _("From %(first)s to %(last)s") % {
            "first": _month_words(self.months[0]),
            "last": _month_words(self.months[-1]),
        }


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _month_words(day: date) -> str:
    return dateformat.format(day, pgettext("date on a chart", "M Y"))


def _svg(view: _View, content: str, words: str = "", height: int = HEIGHT) -> SafeString:
    said = (
        format_html('role="img" aria-label="{}"', words)
        if words
        else mark_safe('aria-hidden="true" focusable="false"')
    )
    return format_html(
        '<svg width="{}" height="{}" {}>{}</svg>', view.width, height, said, mark_safe(content)
    )


def _head(view: _View) -> SafeString:
    """The names of the months, and below the first of each year its year."""
    parts = []
    short, year = pgettext("date on a chart", "M"), pgettext("date on a chart", "Y")
    for at, month in enumerate(view.months):
        named = [(16, short)]
        if at == 0 or month.month == 1:
            named.append((34, year))
        parts += [
            format_html(
                '<text class="c-text" x="{}" y="{}">{}</text>',
                at * MONTH + 4,
                y,
                dateformat.format(month, pattern),
            )
            for y, pattern in named
        ]
    x = view.x(view.today)
    anchor = "end" if x > view.width - 40 else "middle"
    parts.append(
        format_html(
            '<text class="c-text c-today-word" x="{}" y="34" text-anchor="{}">{}</text>',
            x,
            anchor,
            _("today"),
        )
    )
    return _svg(view, "".join(parts), height=40)


def _line(line: Line, view: _View) -> SafeString:
    parts = [
        f'<path class="c-grid" d="M{at * MONTH + 0.5} 0V{HEIGHT}"/>'
        for at in range(len(view.months))
    ]
    x = view.x(view.today)
    parts.append(f'<path class="c-target" d="M{x} 0V{HEIGHT}"/>')
    if line.starts and line.ends and line.ends >= line.starts:
        left, right = view.x(line.starts), view.x(line.ends)
        kind = _TONES.get(line.tone, "planned")
        parts.append(
            f'<rect class="span span-{kind}" x="{left}" y="{MIDDLE - 5}" '
            f'width="{max(right - left, 4)}" height="10" rx="5"/>'
        )
    parts += [_mark(one, view) for one in line.promised if view.shown(one.day)]
    words = "; ".join(one.words for one in line.promised) or _("no promised day")
    return _svg(view, "".join(parts), f"{line.label}{text.colon()}{words}")


def _mark(one: Promised, view: _View) -> str:
    """The mark at the first day; a line to the day it was moved to, or done, or to today while it is missed."""
    x, later = view.x(one.day), one.kept or (one.now if one.moved else None)
    if later is None and one.tone == "bad":
        later = view.today
    parts = []
    if later is not None and later > one.day:
        end = view.x(later)
        parts.append(f'<path class="slip" d="M{x} {MIDDLE}H{end}"/>')
        parts.append(f'<path class="slip-end" d="M{end} {MIDDLE - 9}v18"/>')
    drawn = maps.shape(one.tone)
    parts.append(
        str(
            format_html(
                '<g transform="translate({} {})"><title>{}</title>{}</g>',
                x,
                MIDDLE,
                one.words,
                drawn,
            )
        )
    )
    return "".join(parts)


def _figures(title: Any, lines: Sequence[Line]) -> SafeString:
    rows = []
    for line in lines:
        for one in line.promised:
            rows.append(
                [
                    format_html('<a href="{}" dir="auto">{}</a>', line.url, line.label),
                    one.label,
                    text.local_date(one.day),
                    text.local_date(one.now) if one.now and one.moved else "–",
                    text.local_date(one.kept) if one.kept else "–",
                    one.fate,
                ]
            )
    headers = [
        _("Part of the plan"),
        _("What"),
        _("Promised for"),
        _("Moved to"),
        _("Done on"),
        _("What came of it"),
    ]
    named = _("%(title)s: the figures") % {"title": title}
    return data_table(named, headers, rows, numbers_from=len(headers))
