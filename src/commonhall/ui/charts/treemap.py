"""Parts of a whole as areas: a squarified treemap (Bruls, Huizing and van Wijk 2000), with its table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from commonhall.ui import text
from commonhall.ui.charts.frame import SERIES_COLOURS, Show, data_table, figure, percentage

# The drawing is stretched over the page: these are only its proportions, between a phone's and a wide screen's.
WIDTH, HEIGHT = 1000.0, 620.0
MOST = 40
# From this share of the width and height on, a name has room.
ROOM_WIDE, ROOM_HIGH = 0.13, 0.1

# A longer word wants more room than the style sheet asks for any.
FITS = 8


@dataclass(frozen=True)
class Cell:
    """A part: its value above nought, and a link or none. group: what it belongs to, which gives its colour."""

    label: Any
    value: float
    group: Any = ""
    url: str = ""


@dataclass(frozen=True)
class Box:
    """A rectangle within the drawing."""

    x: float
    y: float
    width: float
    height: float

    @property
    def area(self) -> float:
        return self.width * self.height


def treemap(
    title: Any,
    cells: Sequence[Cell],
    *,
    note: Any = "",
    show: Show = text.number,
    head: Any = "",
) -> SafeString:
    """Cells as areas, those of a group side by side, the largest first; all of them in the table.

    head: what the value is, for the table. Cells of nought and less are left out of the drawing. Beyond MOST cells
    the smallest are drawn as one.
    """
    ordered = _ordered(cells)
    if not ordered:
        return SafeString()
    whole = sum(one.value for one in ordered)
    groups = list(dict.fromkeys(str(one.group) for one in ordered))
    drawn = _thinned(ordered)
    boxes = _laid_out(drawn)
    shapes = format_html_join("", "{}", ((_cell(*one, groups, show),) for one in boxes))
    drawing = format_html(
        '{}<div class="treemap" role="group" aria-label="{}">{}</div>',
        _legend(groups),
        title,
        mark_safe(f'<svg width="100%" height="100%" focusable="false">{shapes}</svg>'),
    )
    rows = [
        [_named(one), one.group, show(one.value), text.percent(one.value / whole, 1)]
        for one in ordered
    ]
    table = data_table(title, [_("Part"), _("Group"), head or _("Value"), _("Share")], rows, 2)
    return figure(title, drawing, note=note, table=table)


def squarified(values: Sequence[float], box: Box) -> list[Box]:
    """A box for each value, in their order (largest first), as near to squares as can be; their areas are true."""
    scale = box.area / (sum(values) or 1)
    left, found, start = box, [], 0
    while start < len(values):
        side = min(left.width, left.height) or 1e-9
        end = start + 1
        while end < len(values) and _worst(values[start : end + 1], side, scale) <= _worst(
            values[start:end], side, scale
        ):
            end += 1
        placed, left = _row(values[start:end], left, scale)
        found += placed
        start = end
    return found


def _worst(values: Sequence[float], side: float, scale: float) -> float:
    """The proportion of the longest box if these stood in one row along a side."""
    total = sum(values) * scale
    return max(
        max(side**2 * one * scale / total**2, total**2 / (side**2 * one * scale)) for one in values
    )


def _row(values: Sequence[float], box: Box, scale: float) -> tuple[list[Box], Box]:
    total = sum(values) * scale
    boxes = []
    if box.width >= box.height:
        thick, at = total / (box.height or 1e-9), box.y
        for one in values:
            high = one * scale / (thick or 1e-9)
            boxes.append(Box(box.x, at, thick, high))
            at += high
        return boxes, Box(box.x + thick, box.y, max(box.width - thick, 0), box.height)
    thick, at = total / (box.width or 1e-9), box.x
    for one in values:
        wide = one * scale / (thick or 1e-9)
        boxes.append(Box(at, box.y, wide, thick))
        at += wide
    return boxes, Box(box.x, box.y + thick, box.width, max(box.height - thick, 0))


def _ordered(cells: Sequence[Cell]) -> list[Cell]:
    """By group, the largest group first, and by value within it."""
    known = [one for one in cells if one.value > 0]
    sums: dict[str, float] = {}
    for one in known:
        sums[str(one.group)] = sums.get(str(one.group), 0) + one.value
    return sorted(known, key=lambda one: (-sums[str(one.group)], str(one.group), -one.value))


def _thinned(cells: list[Cell]) -> list[Cell]:
    if len(cells) <= MOST:
        return cells
    kept = set(sorted(range(len(cells)), key=lambda at: -cells[at].value)[: MOST - 1])
    rest = sum(one.value for at, one in enumerate(cells) if at not in kept)
    return [one for at, one in enumerate(cells) if at in kept] + [Cell(_("all others"), rest)]


def _laid_out(cells: list[Cell]) -> Iterator[tuple[Cell, Box]]:
    """The groups are laid out first, then the cells in each."""
    groups: dict[str, list[Cell]] = {}
    for one in cells:
        groups.setdefault(str(one.group), []).append(one)
    sums = sorted(groups.values(), key=lambda some: -sum(one.value for one in some))
    outer = squarified([sum(one.value for one in some) for some in sums], Box(0, 0, WIDTH, HEIGHT))
    for some, box in zip(sums, outer, strict=True):
        yield from zip(some, squarified([one.value for one in some], box), strict=True)


def _cell(cell: Cell, box: Box, groups: Sequence[str], show: Show) -> SafeString:
    known = str(cell.group) in groups
    colour = groups.index(str(cell.group)) % SERIES_COLOURS + 1 if known else 6
    amount = show(cell.value)
    words = f"{cell.label}{text.colon()}{amount}"
    wide, high = box.width / WIDTH, box.height / HEIGHT
    inside = SafeString()
    if wide >= ROOM_WIDE and high >= ROOM_HIGH:
        inside = format_html(
            '<foreignObject width="100%" height="100%"><div class="tm-words{}" aria-hidden="true">'
            '<span dir="auto">{}</span><b>{}</b></div></foreignObject>',
            " tm-long" if _longest(f"{cell.label} {amount}") > FITS else "",
            cell.label,
            amount,
        )
    drawn = format_html(
        '<svg class="tm-cell" x="{}" y="{}" width="{}" height="{}"><title>{}</title>'
        '<rect class="tm f{}" width="100%" height="100%"/>{}</svg>',
        percentage(box.x / WIDTH),
        percentage(box.y / HEIGHT),
        percentage(wide),
        percentage(high),
        words,
        colour,
        inside,
    )
    if not cell.url:
        return format_html('<g role="img" aria-label="{}">{}</g>', words, drawn)
    return format_html('<a href="{}" aria-label="{}">{}</a>', cell.url, words, drawn)


def _longest(words: str) -> int:
    """Letters of the longest word: a cell too narrow for it shows none, rather than half a word."""
    found = re.findall(r"[^\W\u3040-\u30ff\u3400-\u9fff]+", words)
    return max((len(one) for one in found), default=0)


def _named(cell: Cell) -> Any:
    if not cell.url:
        return cell.label
    return format_html('<a href="{}" dir="auto">{}</a>', cell.url, cell.label)


def _legend(groups: Sequence[str]) -> SafeString:
    shown = [name for name in groups if name]
    if len(shown) < 2:
        return SafeString()
    return format_html(
        '<ul class="legend">{}</ul>',
        format_html_join(
            "",
            '<li><svg width="22" height="14" aria-hidden="true"><rect class="tm f{}" width="22" height="14" rx="2"/>'
            "</svg>{}</li>",
            ((groups.index(name) % SERIES_COLOURS + 1, name) for name in shown),
        ),
    )
