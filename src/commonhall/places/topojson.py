"""TopoJSON as GeoJSON features (TopoJSON format specification 1.0, section 2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Point = list[Any]


class TopologyError(ValueError):
    """The topology as a whole cannot be read; the message says which part."""


class Broken:
    """A geometry that cannot be put together, in place of it. said: why."""

    def __init__(self, said: str) -> None:
        self.said = said


def features_of(topology: dict[str, Any]) -> list[dict[str, Any]]:
    """The features of all objects, with `Broken` for a geometry that cannot be put together.

    Raises TopologyError where arcs or objects are none.
    """
    arcs = _arcs(topology)
    objects = topology.get("objects")
    if not isinstance(objects, dict):
        raise TopologyError("a topology needs objects")
    return [_feature(one, arcs) for entry in objects.values() for one in _geometries(entry)]


def _geometries(entry: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(entry, dict):
        raise TopologyError(f"{str(entry)[:40]!r} is no geometry")
    kind = entry.get("type")
    if kind == "GeometryCollection":
        parts = entry.get("geometries") or []
        if not isinstance(parts, list):
            raise TopologyError("the geometries of a collection are no list")
        for part in parts:
            yield from _geometries(part)
    elif kind in ("Polygon", "MultiPolygon", None):
        yield entry


def _feature(entry: dict[str, Any], arcs: list[list[Point]]) -> dict[str, Any]:
    kind = entry.get("type")
    geometry: Any = None
    if kind is not None:
        try:
            parts = _list(entry.get("arcs"))
            if kind == "Polygon":
                made = _rings(parts, arcs)
            else:
                made = [found for part in parts if (found := _rings(_list(part), arcs))]
            geometry = {"type": kind, "coordinates": made}
        except ValueError as error:
            geometry = Broken(str(error))
    return {"id": entry.get("id"), "properties": entry.get("properties"), "geometry": geometry}


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("its arcs are not lists of numbers, as TopoJSON has them")
    return value


def _rings(parts: list[Any], arcs: list[list[Point]]) -> list[Any]:
    """Rings with an area: quantisation can fold a tiny island or hole into a line."""
    made = [_ring(_list(part), arcs) for part in parts]
    if made and len(made[0]) < 4:
        return []
    return [one for one in made if len(one) >= 4]


def _ring(indexes: list[Any], arcs: list[list[Point]]) -> list[Point]:
    points: list[Point] = []
    for index in indexes:
        if type(index) is not int or not -len(arcs) <= index < len(arcs):
            raise ValueError(f"there is no arc {str(index)[:20]}; the topology has {len(arcs)}")
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points.extend(arc if not points else arc[1:])
    return points


def _arcs(topology: dict[str, Any]) -> list[list[Point]]:
    """Arcs in degrees: delta-decoded and scaled where the topology is quantised."""
    given = topology.get("arcs")
    if not isinstance(given, list):
        raise TopologyError("a topology needs arcs")
    transform = topology.get("transform")
    kx, ky, dx, dy = _transform(transform) if transform else (1, 1, 0, 0)
    decoded = []
    for number, arc in enumerate(given):
        x: Any = 0
        y: Any = 0
        points: list[Point] = []
        for step in arc if isinstance(arc, list) else [None]:
            if not isinstance(step, list) or not all(map(_is_number, step[:2])) or len(step) < 2:
                raise TopologyError(f"arc {number} is no list of positions")
            if transform:
                x, y = x + step[0], y + step[1]
                points.append([x * kx + dx, y * ky + dy])
            else:
                points.append(step[:2])
        decoded.append(points)
    return decoded


def _transform(value: Any) -> list[float]:
    pairs = [
        value.get(name) if isinstance(value, dict) else None for name in ("scale", "translate")
    ]
    if any(not isinstance(pair, list) or len(pair) != 2 for pair in pairs):
        raise TopologyError("transform needs scale and translate, two numbers each")
    numbers = [number for pair in pairs if pair for number in pair]
    if not all(map(_is_number, numbers)):
        raise TopologyError("transform needs scale and translate, two numbers each")
    return numbers


def _is_number(value: Any) -> bool:
    """Whether it is a number that can be counted with; larger ones are no coordinates."""
    return type(value) in (int, float) and abs(value) < 1e15
