"""The base map by the command: a GeoJSON file, or a .pmtiles file of vector tiles (Protomaps, OpenMapTiles).

Of a .pmtiles file only what lies about the hall's places is read. What is stored is the hall's own ground, so that maps,
pictures and search need the file no more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import shapely

from commonhall.actions.actors import system
from commonhall.core.importers import Imported, Importer, Option
from commonhall.core.imports import Invalid, Problem, digest_of, read_text
from commonhall.places import ground_files, queries
from commonhall.places.ground_actions import import_ground
from commonhall.places.vector_tiles import Archive
from commonhall.ui.ground.view import degrees, world

# Beyond so many tiles the territory is no town's.
MOST_TILES, USUAL_ZOOM = 4_000, 14
# (layers, kinds or classes, kind, class) of the two usual schemas; an empty set: any.
LAYERS: tuple[tuple[set[str], set[str], str, str], ...] = (
    ({"roads", "transportation"}, {"rail", "transit"}, "rail", "rail"),
    ({"roads", "transportation"}, {"highway", "motorway", "trunk", "primary"}, "street", "main"),
    ({"roads"}, {"major_road"}, "street", "main"),
    ({"roads", "transportation"}, {"medium_road", "secondary", "tertiary"}, "street", "side"),
    ({"roads", "transportation"}, {"path", "track"}, "street", "path"),
    ({"roads", "transportation"}, {"minor_road", "minor", "service", "other"}, "street", "lane"),
    ({"buildings", "building"}, set(), "building", "building"),
    ({"waterway"}, {"river"}, "water", "course"),
    ({"water"}, {"river"}, "water", "course"),
    ({"water", "waterway"}, {"canal"}, "water", "canal"),
    ({"water", "waterway"}, {"stream", "ditch", "drain"}, "water", "brook"),
    ({"water"}, set(), "water", "lake"),
    ({"landuse", "landcover", "natural"}, {"forest", "wood", "scrub"}, "green", "wood"),
    ({"landuse", "landcover", "natural"}, {"farmland", "orchard", "vineyard"}, "green", "field"),
    ({"landuse", "landcover"}, {"grass", "meadow", "grassland", "wetland"}, "green", "meadow"),
    (
        {"landuse", "park"},
        {"park", "cemetery", "recreation_ground", "garden", "pitch"},
        "green",
        "park",
    ),
    ({"landuse"}, {"allotments", "village_green", "playground", "golf_course"}, "green", "park"),
    ({"pois"}, {"station"}, "place", "station"),
    (
        {"places", "place"},
        {"neighbourhood", "locality", "suburb", "quarter", "village"},
        "place",
        "part",
    ),
)


def from_tiles(path: Path) -> str:
    """A .pmtiles file about the hall's places as GeoJSON. Raises `Invalid`."""
    box = queries.bounds()
    if box is None:
        raise Invalid([Problem(1, "places", "bring in the boundaries of your places first")])
    with path.open("rb") as file:
        archive = Archive(file)
        zoom = min(archive.most_zoom, USUAL_ZOOM)
        (left, top), (right, bottom) = (
            world(latitude, longitude, zoom)
            for latitude, longitude in ((box[3], box[0]), (box[1], box[2]))
        )
        columns = range(int(left // 256), int(right // 256) + 1)
        rows = range(int(top // 256), int(bottom // 256) + 1)
        if len(columns) * len(rows) > MOST_TILES:
            raise Invalid([Problem(1, "places", "your places are too large for one base map")])
        found = [one for x in columns for y in rows for one in _features(archive, zoom, x, y)]
    return json.dumps({"type": "FeatureCollection", "features": found})


def _features(archive: Archive, zoom: int, column: int, row: int) -> Iterator[dict[str, Any]]:
    """One tile's features, clipped to it: tiles hold what lies around them, too."""
    north, west = degrees(column * 256, row * 256, zoom)
    south, east = degrees((column + 1) * 256, (row + 1) * 256, zoom)
    for one in archive.features(zoom, column, row):
        known = _what(one.layer, one.properties)
        if known is None:
            continue
        kind, grade = known
        shape = one.shape
        name = str(one.properties.get("name") or "")[: ground_files.LONGEST_NAME]
        if kind == "water" and not shape.geom_type.endswith("LineString"):
            grade = "lake"
        if kind == "water" and grade == "lake" and shape.geom_type.endswith("LineString"):
            grade = "brook"
        if kind != "place":
            shape = shapely.clip_by_rect(shape, west, south, east, north)
        if shape.is_empty or shape.geom_type not in ground_files.SHAPES[kind]:
            continue
        yield {
            "type": "Feature",
            "properties": {"kind": kind, "class": grade, "name": name},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }


def _what(layer: str, said: Mapping[str, Any]) -> tuple[str, str] | None:
    own = {str(said.get(key)) for key in ("kind", "kind_detail", "class", "subclass")}
    for layers, kinds, kind, grade in LAYERS:
        if layer in layers and (not kinds or own & kinds):
            return kind, grade
    return None


def run(path: Path, thanks: str = "") -> Imported:
    """Bring in a base map. Raises `Invalid`."""
    with path.open("rb") as file:
        tiles = file.read(7) == b"PMTiles"
    layers = ground_files.read(from_tiles(path) if tiles else read_text(path))
    outcome = import_ground.perform(
        system(), layers=layers, thanks=thanks, source_sha256=digest_of(path)
    )
    return {"features": layers.features, "names": outcome.result, "entry": str(outcome.entry.pk)}


def told(result: Imported) -> str:
    return f"{result['features']} features, {result['names']} names to search for."


IMPORTER = Importer(
    what="ground",
    format="geojson-or-pmtiles",
    help="the base map: GeoJSON, or vector tiles in a .pmtiles file",
    run=run,
    told=told,
    options=(Option("--thanks", "whose map it is, shown on every map"),),
    usual=True,
)
