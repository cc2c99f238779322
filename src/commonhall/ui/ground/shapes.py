"""A ground as shapes that can be asked what lies in a box and which street is near a point."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from shapely.ops import nearest_points

Box = tuple[float, float, float, float]
KINDS = ("green", "water", "building", "street", "rail", "place")
# What stands in a feature's class, by kind; the last is what holds where none is said.
GRADES: Mapping[str, tuple[str, ...]] = {
    "green": ("wood", "meadow", "field", "park"),
    "water": ("course", "brook", "canal", "basin", "river", "lake"),
    "building": ("building",),
    "street": ("main", "side", "path", "lane"),
    "rail": ("rail",),
    "place": ("square", "bridge", "station", "part", "landmark"),
}
METRES_A_DEGREE = 111_320


@dataclass(frozen=True)
class Piece:
    """One feature: kind and grade say what it is, number where it stands in its file."""

    number: int
    kind: str
    grade: str
    name: str
    shape: Any

    @property
    def is_area(self) -> bool:
        return str(self.shape.geom_type).endswith("Polygon")


class Ground:
    """Everything of one ground; built once per state of it."""

    def __init__(self, pieces: Sequence[Piece], digest: str = "", thanks: str = "") -> None:
        self.pieces = pieces
        self.digest = digest
        self.thanks = thanks
        self.tree = shapely.STRtree([one.shape for one in pieces])
        bounds = shapely.total_bounds([one.shape for one in pieces])
        self.bounds: Box = tuple(float(one) for one in bounds)  # type: ignore[assignment]

    @classmethod
    def of(cls, data: Mapping[str, Any], digest: str = "", thanks: str = "") -> Ground:
        """A ground from its stored features."""
        found = []
        for number, feature in enumerate(data["features"]):
            said = feature["properties"]
            shape = shapely.from_geojson(json.dumps(feature["geometry"]))
            piece = Piece(number, said["kind"], said["class"], said.get("name", ""), shape)
            found.append(piece)
        return cls(found, digest, thanks)

    def within(self, box: Box) -> Iterator[Piece]:
        """What touches a box (west, south, east, north), in the order in which it is drawn."""
        for number in np.sort(self.tree.query(shapely.box(*box))):
            yield self.pieces[int(number)]

    @cached_property
    def _named_streets(self) -> tuple[list[Piece], Any]:
        kept = [one for one in self.pieces if one.kind == "street" and one.name]
        return kept, shapely.STRtree([one.shape for one in kept])

    def street_at(self, latitude: float, longitude: float, most: float = 150) -> str:
        """The name of the nearest street, at most so many metres away; "" where there is none."""
        streets, tree = self._named_streets
        if not streets:
            return ""
        spot = shapely.Point(longitude, latitude)
        found = tree.query_nearest(spot, max_distance=most / METRES_A_DEGREE * 1.6)
        if not len(found):
            return ""
        nearest = streets[int(found[0])]
        near = nearest_points(nearest.shape, spot)[0]
        away = distance(latitude, longitude, near.y, near.x)
        return nearest.name if away <= most else ""


def distance(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Metres between two points that are near each other."""
    east = (lon1 - lon2) * math.cos(math.radians((lat1 + lat2) / 2))
    return math.hypot(lat1 - lat2, east) * METRES_A_DEGREE
