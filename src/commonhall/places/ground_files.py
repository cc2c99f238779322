"""GeoJSON files of the ground: streets, water, green, rail, buildings and names of places.

A feature says what it is by `kind` and, where it likes, `class` (the words: `ui/ground/shapes.py`), else by the tags
that OpenStreetMap uses, so that an extract of it can be brought in as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import shapely

from commonhall.core.imports import MOST_PROBLEMS, Invalid, Problem
from commonhall.ui.ground.shapes import GRADES, KINDS

MOST_FEATURES, MOST_POINTS, MOST_BYTES, LONGEST_NAME = 60_000, 900_000, 40_000_000, 120
# About a metre: what is finer than that no map here shows.
SIMPLIFY_DEGREES, GRID = 0.00001, 1e-6
AREAS, LINES = {"Polygon", "MultiPolygon"}, {"LineString", "MultiLineString"}
SHAPES: Mapping[str, set[str]] = {
    "green": AREAS,
    "building": AREAS,
    "water": AREAS | LINES,
    "street": LINES,
    "rail": LINES,
    "place": {"Point"} | AREAS,
}
# (tag, its values or {} for any, kind, class); the first that fits holds.
TAGS: tuple[tuple[str, set[str], str, str], ...] = (
    ("highway", {"motorway", "trunk", "primary"}, "street", "main"),
    ("highway", {"secondary", "tertiary"}, "street", "side"),
    ("highway", {"footway", "path", "cycleway", "steps", "track", "bridleway"}, "street", "path"),
    ("highway", set(), "street", "lane"),
    ("railway", {"station", "halt"}, "place", "station"),
    ("railway", set(), "rail", "rail"),
    ("building", set(), "building", "building"),
    ("waterway", {"river"}, "water", "course"),
    ("waterway", {"canal"}, "water", "canal"),
    ("waterway", set(), "water", "brook"),
    ("natural", {"water", "bay"}, "water", "lake"),
    ("landuse", {"reservoir", "basin"}, "water", "lake"),
    ("natural", {"wood", "scrub"}, "green", "wood"),
    ("landuse", {"forest"}, "green", "wood"),
    ("natural", {"grassland", "heath", "wetland"}, "green", "meadow"),
    ("landuse", {"meadow"}, "green", "meadow"),
    ("landuse", {"farmland", "orchard", "vineyard"}, "green", "field"),
    (
        "landuse",
        {"grass", "cemetery", "recreation_ground", "allotments", "village_green"},
        "green",
        "park",
    ),
    ("leisure", set(), "green", "park"),
    ("place", {"square"}, "place", "square"),
    ("place", set(), "place", "part"),
    ("amenity", set(), "place", "landmark"),
)


@dataclass(frozen=True)
class Layers:
    """A file as it is stored. features: how many; bounds: west, south, east, north."""

    text: str
    features: int
    bounds: tuple[float, float, float, float]


def read(text: str) -> Layers:
    """Check and simplify a file. Raises `Invalid`, naming each feature at fault by its number."""
    features = _features(text)
    problems: list[Problem] = []
    kept: list[dict[str, Any]] = []
    shapes: list[Any] = []
    for number, feature in enumerate(features, 1):
        try:
            found, shape = _read(feature)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            problems.append(Problem(number, "feature", str(error) or "cannot be read"))
        except shapely.errors.ShapelyError as error:
            problems.append(Problem(number, "geometry", str(error).splitlines()[0]))
        else:
            if not shape.is_empty:
                kept.append(found)
                shapes.append(shape)
        if len(problems) >= MOST_PROBLEMS:
            break
    if problems:
        raise Invalid(problems)
    if not kept:
        raise Invalid([Problem(1, "features", "there is no feature in the file")])
    points = int(shapely.get_num_coordinates(shapes).sum())
    if points > MOST_POINTS:
        words = (
            f"{points} points once simplified, at most {MOST_POINTS}: leave out buildings or paths"
        )
        raise Invalid([Problem(1, "features", words)])
    whole = {"type": "FeatureCollection", "features": kept}
    bounds = tuple(float(one) for one in shapely.total_bounds(shapes))
    stored = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    return Layers(stored, len(kept), bounds)  # type: ignore[arg-type]


def _features(text: str) -> list[Any]:
    if len(text) > MOST_BYTES:
        raise Invalid([Problem(1, "size", f"larger than {MOST_BYTES // 1_000_000} MB")])
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise Invalid([Problem(error.lineno, "format", f"not valid JSON: {error.msg}")]) from error
    except RecursionError as error:
        raise Invalid([Problem(1, "format", "nested too deeply")]) from error
    if not isinstance(data, dict) or data.get("type") != "FeatureCollection":
        raise Invalid([Problem(1, "type", "expected a GeoJSON FeatureCollection")])
    features = data.get("features")
    if not isinstance(features, list):
        raise Invalid([Problem(1, "features", "expected a list of features")])
    if len(features) > MOST_FEATURES:
        raise Invalid(
            [Problem(1, "features", f"{len(features)} features, at most {MOST_FEATURES}")]
        )
    return features


def _read(feature: Any) -> tuple[dict[str, Any], Any]:
    said = feature.get("properties") or {}
    kind, grade = _what(said)
    name = said.get("name") or ""
    if not isinstance(name, str) or len(name) > LONGEST_NAME:
        raise ValueError(f"its name must be a text of at most {LONGEST_NAME} signs")
    shape = shapely.from_geojson(json.dumps(feature["geometry"]))
    if shape is None or shape.geom_type not in SHAPES[kind]:
        is_now = getattr(shape, "geom_type", "without geometry")
        raise ValueError(f"is {is_now}; {kind} needs {' or '.join(sorted(SHAPES[kind]))}")
    shape = shapely.force_2d(shape)
    west, south, east, north = shape.bounds if not shape.is_empty else (0, 0, 0, 0)
    if not (-180 <= west <= east <= 180 and -85 <= south <= north <= 85):
        raise ValueError("lies outside longitude ±180 and latitude ±85: use WGS 84 degrees")
    small = shape.simplify(SIMPLIFY_DEGREES, preserve_topology=kind == "building")
    small = shapely.set_precision(shapely.make_valid(small), GRID)
    if kind != "place":
        wanted = "Polygon" if shape.geom_type in AREAS else "LineString"
        small = _only(small, wanted)
    geometry = json.loads(shapely.to_geojson(small))
    properties = {"kind": kind, "class": grade, "name": " ".join(name.split())}
    return {"type": "Feature", "properties": properties, "geometry": geometry}, small


def _only(shape: Any, wanted: str) -> Any:
    """The parts of one dimension: making a shape valid can leave lines beside areas."""
    parts = list(_parts(shape, wanted))
    if len(parts) == 1:
        return parts[0]
    return shapely.MultiPolygon(parts) if wanted == "Polygon" else shapely.MultiLineString(parts)


def _parts(shape: Any, wanted: str) -> Iterator[Any]:
    for part in shapely.get_parts(shape):
        if part.geom_type == wanted:
            yield part
        elif part.geom_type.startswith(("Multi", "Geometry")):
            yield from _parts(part, wanted)


def _what(said: Mapping[str, Any]) -> tuple[str, str]:
    kind = said.get("kind")
    if kind is None:
        for tag, values, kind, grade in TAGS:
            if said.get(tag) not in (None, "", "no") and (not values or said[tag] in values):
                return kind, grade
        raise ValueError(f"has no kind; write one of {', '.join(KINDS)}")
    if not isinstance(kind, str) or kind not in GRADES:
        raise ValueError(f"kind {str(kind)[:40]!r} is not known; known are {', '.join(KINDS)}")
    grade = said.get("class") or GRADES[kind][-1]
    if grade not in GRADES[kind]:
        known = ", ".join(GRADES[kind])
        raise ValueError(f"class {str(grade)[:40]!r} is not known; a {kind} is one of {known}")
    return kind, str(grade)
