"""A small drawing of the places that were handed in, so that one sees whether it is the right file."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import shapely

from commonhall.core.imports import Invalid
from commonhall.places.importers import boundaries

WIDTH = 480
COLOURS = 5


@dataclass(frozen=True)
class Shape:
    """One part: its name, its outline as an SVG path, where its label stands, its shade."""

    name: str
    path: str
    x: float
    y: float
    shade: int


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    shapes: list[Shape]


def drawing(text: str) -> Drawing | None:
    """The file's parts, drawn; None where it cannot be read."""
    try:
        features = boundaries.read_features(text)
    except Invalid:
        return None
    rows = boundaries.unit_rows(features, root="root")
    shapes = {row.code: row.geometry for row in rows}
    west, south, east, north = shapely.total_bounds(list(shapes.values()))
    # A degree of longitude is shorter than one of latitude, by the cosine of the latitude.
    narrow = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / max((east - west) * narrow, 1e-9)
    height = max(round((north - south) * scale), 1)

    def place(longitude: float, latitude: float) -> tuple[float, float]:
        return (longitude - west) * narrow * scale, (north - latitude) * scale

    tolerance = (east - west) / WIDTH
    found = []
    for number, row in enumerate(rows):
        shape = row.geometry.simplify(tolerance)
        x, y = place(*shape.representative_point().coords[0])
        name = next(iter(row.names.values()))
        found.append(
            Shape(name, _path(shape, place), round(x, 1), round(y, 1), number % COLOURS + 1)
        )
    return Drawing(WIDTH, height, found)


def _path(shape: shapely.Geometry, place: Callable[[float, float], tuple[float, float]]) -> str:
    parts = []
    for polygon in getattr(shape, "geoms", [shape]):
        for ring in (polygon.exterior, *polygon.interiors):
            points = [place(x, y) for x, y in ring.coords]
            parts.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
    return "".join(parts)
