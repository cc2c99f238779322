"""A sheet to take along: the ticked cases, with a map drawn without tiles, so that it prints as it is."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from commonhall.cases.cases.models import Case
from commonhall.places.models import Boundary

WIDTH, HEIGHT, EDGE = 640, 420, 24
# The smallest span shown, in degrees of latitude: some three hundred metres.
LEAST = 0.003


@dataclass(frozen=True)
class _View:
    """From degrees to the drawing, true to scale around the points."""

    west: float
    south: float
    scale: float
    narrow: float
    left: float
    up: float

    @classmethod
    def around(cls, points: Sequence[tuple[float, float]]) -> _View:
        """points: (longitude, latitude)."""
        narrow = max(0.01, math.cos(math.radians(points[0][1])))
        east, west = max(x for x, _y in points), min(x for x, _y in points)
        north, south = max(y for _x, y in points), min(y for _x, y in points)
        wide, high = max((east - west) * narrow, LEAST), max(north - south, LEAST)
        scale = min((WIDTH - 2 * EDGE) / wide, (HEIGHT - 2 * EDGE) / high)
        left = (WIDTH - (east - west) * narrow * scale) / 2
        up = (HEIGHT - (north - south) * scale) / 2
        return cls(west, south, scale, narrow, left, up)

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        across = self.left + (longitude - self.west) * self.narrow * self.scale
        down = HEIGHT - self.up - (latitude - self.south) * self.scale
        return round(across, 1), round(down, 1)


def drawing(cases: Sequence[Case]) -> SafeString | str:
    """The cases that have a point, by their numbers, over the borders of their districts."""
    placed = [
        (float(one.longitude), float(one.latitude), one)
        for one in cases
        if one.longitude is not None and one.latitude is not None
    ]
    if not placed:
        return ""
    view = _View.around([(x, y) for x, y, _case in placed])
    units = {case.unit_id for case in cases}
    rows = Boundary.objects.filter(unit__in=units).values_list("simplified", "geometry")
    borders = format_html_join(
        "",
        '<path class="sheet-border" d="{}"/>',
        ((_path(ring, view),) for row in rows for ring in _rings(row[0] or row[1])),
    )
    marks = format_html_join(
        "",
        '<circle class="sheet-mark" cx="{}" cy="{}" r="5"/><text x="{}" y="{}">{}</text>',
        (
            (across, down, across + 8, down + 4, case.pk)
            for (across, down), case in ((view.at(x, y), case) for x, y, case in placed)
        ),
    )
    return format_html(
        '<svg class="sheet-map" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>',
        WIDTH,
        HEIGHT,
        _("Map of the cases, by their numbers"),
        borders,
        marks,
    )


def _rings(geometry: str) -> Iterator[list[list[float]]]:
    shape = json.loads(geometry)
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    for polygon in polygons:
        yield from polygon


def _path(ring: list[list[float]], view: _View) -> str:
    points = (view.at(point[0], point[1]) for point in ring)
    return "M" + "L".join(f"{x} {y}" for x, y in points) + "Z"
