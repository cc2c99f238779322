"""Places on a small map: areas shaded by value, with their names and figures."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from commonhall.ui import text
from commonhall.ui.charts.frame import Show, data_table, figure, fresh_id, nice_ticks, span

WIDTH = 1000
CLASSES = 5
MAX_LABELS = 30
Ring = Sequence[Sequence[float]]


@dataclass(frozen=True)
class Area:
    """A place: `geometry` is a GeoJSON Polygon or MultiPolygon in WGS 84 degrees."""

    label: Any
    value: float | None
    geometry: dict[str, Any]
    url: str = ""


def area_map(
    title: Any,
    areas: Sequence[Area],
    *,
    note: Any = "",
    show: Show = text.number,
    description: Any = "",
) -> SafeString:
    """Areas in five shades between round numbers; without a value an area is left blank."""
    if not areas:
        return SafeString()
    view = _View(areas)
    breaks = class_breaks([area.value for area in areas])
    key = fresh_id("areas")
    paths = format_html_join("", "{}", ((_area(a, view, breaks, show),) for a in areas))
    labels: SafeString | str = ""
    if len(areas) <= MAX_LABELS:
        labels = format_html_join(
            "",
            '<text class="c-area-label{}" x="{}" y="{}" aria-hidden="true">{}</text>',
            (
                (
                    mark_safe(" c-on-dark" if shade(area.value, breaks) >= 4 else ""),
                    *view.middle(area.geometry),
                    area.label,
                )
                for area in areas
            ),
        )
    drawing = format_html(
        '{}<svg class="c-areas" viewBox="0 0 {} {}" role="group" aria-labelledby="{}-t {}-d">'
        '<title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}{}</svg>',
        _classes(
            breaks,
            show,
            any(area.value is None for area in areas),
            _whole([area.value for area in areas]),
        ),
        WIDTH,
        view.height,
        key,
        key,
        key,
        title,
        key,
        description or _("The figures are in the table that follows."),
        paths,
        labels,
    )
    table = data_table(title, [_("Place"), _("Value")], [_table_row(a, show) for a in areas])
    return figure(title, drawing, note=note, table=table)


def class_breaks(values: Sequence[float | None]) -> list[float]:
    """Ends of the shades: at most six round numbers from below the lowest to the highest."""
    low, high = span(values, zero=False)
    if _whole(values):
        step = max(1, math.ceil((high - low + 1) / CLASSES))
        amount = max(1, math.ceil((high - low + 1) / step))
        return [low + step * number for number in range(amount + 1)]
    for wanted in range(CLASSES + 1, 1, -1):
        ticks = nice_ticks(low, high, wanted)
        if len(ticks) <= CLASSES + 1:
            return ticks
    return [low, high]


def _whole(values: Sequence[float | None]) -> bool:
    """Counts: the shades then end at whole numbers, and say which numbers are in them."""
    known = [one for one in values if one is not None and math.isfinite(one)]
    return bool(known) and all(isinstance(one, int) for one in known)


def shade(value: float | None, breaks: Sequence[float]) -> int:
    """1 (lightest) to 5 for a value, 0 for none."""
    if value is None or not math.isfinite(value):
        return 0
    amount = len(breaks) - 1
    inside = sum(value >= edge for edge in breaks[1:-1])
    return CLASSES - amount + 1 + inside if amount < CLASSES else 1 + inside


def _area(area: Area, view: _View, breaks: Sequence[float], show: Show) -> SafeString:
    words = f"{area.label}{text.colon()}{_('no data') if area.value is None else show(area.value)}"
    path = format_html(
        '<path class="c-area m{}" d="{}"><title>{}</title></path>',
        shade(area.value, breaks),
        view.path(area.geometry),
        words,
    )
    if not area.url:
        return path
    return format_html('<a href="{}" aria-label="{}">{}</a>', area.url, words, path)


def _classes(breaks: Sequence[float], show: Show, gaps: bool, whole: bool) -> SafeString:
    items = []
    for low, high in itertools.pairwise(breaks):
        last = high - 1 if whole else high
        items.append(
            (shade(low, breaks), show(low) if last == low else f"{show(low)}–{show(last)}")
        )
    if gaps:
        items.append((0, _("no data")))
    return format_html(
        '<ul class="legend">{}</ul>',
        format_html_join(
            "",
            '<li><svg width="22" height="14" aria-hidden="true"><rect class="m{}" width="22" '
            'height="14" rx="2"/></svg>{}</li>',
            items,
        ),
    )


def _table_row(area: Area, show: Show) -> list[Any]:
    name = format_html('<a href="{}">{}</a>', area.url, area.label) if area.url else area.label
    return [name, _("no data") if area.value is None else show(area.value)]


def rings(geometry: dict[str, Any]) -> Iterator[Ring]:
    """All rings of a Polygon or MultiPolygon; other geometries have none."""
    if geometry.get("type") == "Polygon":
        yield from geometry["coordinates"]
    elif geometry.get("type") == "MultiPolygon":
        for polygon in geometry["coordinates"]:
            yield from polygon


class _View:
    """Degrees to drawing units; parallels keep their length at the middle latitude."""

    def __init__(self, areas: Sequence[Area]) -> None:
        points = [p for area in areas for ring in rings(area.geometry) for p in ring]
        self.west, east = span([p[0] for p in points], zero=False)
        south, self.north = span([p[1] for p in points], zero=False)
        self.squeeze = math.cos(math.radians((south + self.north) / 2)) or 1
        self.scale = WIDTH / (((east - self.west) * self.squeeze) or 1)
        self.height = max(round((self.north - south) * self.scale), 1)

    def at(self, point: Sequence[float]) -> tuple[int, int]:
        x = (point[0] - self.west) * self.squeeze * self.scale
        return round(x), round((self.north - point[1]) * self.scale)

    def path(self, geometry: dict[str, Any]) -> SafeString:
        """Whole units only, repeated points left out: a million vertices stay a small picture."""
        pieces = []
        for ring in rings(geometry):
            kept: list[tuple[int, int]] = []
            for point in ring:
                here = self.at(point)
                if not kept or kept[-1] != here:
                    kept.append(here)
            if len(kept) > 2:
                pieces.append("M" + "L".join(f"{x} {y}" for x, y in kept) + "Z")
        return mark_safe("".join(pieces))

    def middle(self, geometry: dict[str, Any]) -> tuple[int, int]:
        """Centre of gravity of the largest ring, for the name."""
        best, centre = 0.0, (0, 0)
        for ring in rings(geometry):
            points = [self.at(p) for p in ring]
            doubled = cx = cy = 0.0
            for (x1, y1), (x2, y2) in itertools.pairwise(points):
                cross = x1 * y2 - x2 * y1
                doubled, cx, cy = doubled + cross, cx + (x1 + x2) * cross, cy + (y1 + y2) * cross
            if abs(doubled) > best:
                best = abs(doubled)
                centre = (round(cx / (3 * doubled)), round(cy / (3 * doubled)))
        return centre
