"""Shapes of places: from the coordinates of a file to areas that can be stored.

A shape that crosses the date line is cut there (RFC 7946, section 3.1.9); one without an area is refused.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import shapely

Ring = list[tuple[float, float]]
HALF, WHOLE = 180.0, 360.0
#: Boundaries are kept to a millionth of a degree, about ten centimetres.
GRID = 1e-6


def area_of(shape: Any) -> Any:
    """What of a shape is an area, as it is stored; lines and points that mending leaves are dropped."""
    whole = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    snapped = shapely.set_precision(whole, GRID)
    parts = [part for part in shapely.get_parts(snapped) if part.geom_type == "Polygon"]
    if len(parts) == 1:
        return parts[0]
    return shapely.MultiPolygon(parts)


def shape_of(geometry: Any) -> Any:
    """What of a GeoJSON Polygon or MultiPolygon is an area: a hole beyond its edge is none. Raises ValueError that says what is wrong."""
    if geometry is None:
        raise ValueError("has no geometry; a unit needs a Polygon or MultiPolygon")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"is a {str(kind)[:40]}; a unit needs a Polygon or MultiPolygon")
    coordinates = _list(geometry.get("coordinates"))
    polygons = [coordinates] if kind == "Polygon" else coordinates
    parts: list[Any] = []
    for polygon in polygons:
        rings = [_ring(ring) for ring in _list(polygon)]
        if rings:
            parts += _parts(rings)
    made = area_of(parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts))
    if made.is_empty:
        raise ValueError("has no area: a ring needs three corners that do not lie on one line")
    return made


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("its coordinates are not lists of lists, as GeoJSON has them")
    return value


def _ring(value: Any) -> Ring:
    points: Ring = []
    for position in _list(value):
        if len(_list(position)) < 2:
            raise ValueError("a position needs a longitude and a latitude")
        points.append((_number(position[0]), _number(position[1])))
    if len(points) < 4 or points[0] != points[-1]:
        raise ValueError("a ring needs four positions or more, and ends where it begins")
    where = np.array(points)
    if (np.abs(where) > (HALF, HALF / 2)).any():
        raise ValueError("lies outside longitude ±180 and latitude ±90: use WGS 84 degrees")
    return points


def _number(value: Any) -> float:
    if type(value) not in (int, float):
        raise ValueError(f"{str(value)[:40]!r} is no coordinate")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError("a coordinate is too large to be a number")
    return number


def _parts(rings: list[Ring]) -> list[Any]:
    """The polygons of one polygon: itself, or what lies on either side of the date line."""
    if not any(map(_crosses, rings)):
        return [shapely.Polygon(rings[0], rings[1:])]
    shell = _unwrapped(rings[0])
    middle = (shell[:, 0].min() + shell[:, 0].max()) / 2
    holes = [_unwrapped(ring) for ring in rings[1:]]
    # A hole begins on either side of the line: it belongs where the shell is.
    holes = [hole + np.array([_turns(hole, middle) * WHOLE, 0.0]) for hole in holes]
    whole = shapely.make_valid(
        shapely.Polygon(shell, holes), method="structure", keep_collapsed=False
    )
    found: list[Any] = []
    for turn in (-1, 0, 1):
        west = -HALF + turn * WHOLE
        part = shapely.intersection(whole, shapely.box(west, -HALF / 2, west + WHOLE, HALF / 2))
        moved = shapely.transform(part, lambda at, turn=turn: at - np.array([turn * WHOLE, 0.0]))
        found += [one for one in shapely.get_parts(moved) if one.geom_type == "Polygon"]
    return found


def _crosses(ring: Ring) -> bool:
    """Whether two corners lie more than half the earth apart, which only the date line explains."""
    step = np.abs(np.diff([longitude for longitude, _ in ring]))
    return bool(((step > HALF) & (step < WHOLE)).any())


def _unwrapped(ring: Ring) -> Any:
    """The ring without its jumps, so that longitudes may pass 180."""
    where = np.array(ring)
    step = np.diff(where[:, 0])
    step = np.where(np.abs(step) > HALF, step - np.sign(step) * WHOLE, step)
    where[1:, 0] = where[0, 0] + np.cumsum(step)
    if abs(where[-1, 0] - where[0, 0]) > HALF:
        raise ValueError("runs around a pole; cut it at the date line (longitude ±180)")
    where[-1] = where[0]
    return where


def _turns(hole: Any, middle: float) -> float:
    """How often round the earth a hole must be moved to lie about the middle of its shell."""
    centre = (hole[:, 0].min() + hole[:, 0].max()) / 2
    return float(round((middle - centre) / WHOLE))
