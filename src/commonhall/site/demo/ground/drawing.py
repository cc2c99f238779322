"""A town drawn from a seed: its districts, and its ground as GeoJSON features."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
import shapely.affinity

from commonhall.site.demo.ground import cells
from commonhall.site.demo.ground.lines import Lines, Spot, draw, ring, smooth

METRES = 111_320.0


@dataclass(frozen=True)
class Words:
    """Names the town gives its parts, of a made-up place. streets: enough for every street."""

    streets: Sequence[str]
    roads: Sequence[str]
    rings: tuple[str, str]
    quays: tuple[str, str]
    bridges: Sequence[str]
    parks: Sequence[str]
    woods: Sequence[str]
    river: str
    brook: str
    canal: str
    pond: str
    basin: str
    rail: str
    station: str
    square: str
    landmarks: Sequence[str] = ()


@dataclass
class Town:
    """districts: code → area; features: GeoJSON features of the ground. In degrees."""

    middle: Spot
    districts: dict[str, Any] = field(default_factory=dict)
    features: list[dict[str, Any]] = field(default_factory=list)

    def degrees(self, shape: Any) -> Any:
        """Metres from the middle as degrees."""
        east, north = self.middle
        squeeze = math.cos(math.radians(north))
        return shapely.transform(
            shape,
            lambda spots: np.stack(
                [east + spots[:, 0] / METRES / squeeze, north + spots[:, 1] / METRES], axis=1
            ),
        )

    def metres(self, shape: Any) -> Any:
        """The reverse of `degrees`."""
        east, north = self.middle
        squeeze = math.cos(math.radians(north))
        return shapely.transform(
            shape,
            lambda spots: np.stack(
                [(spots[:, 0] - east) * METRES * squeeze, (spots[:, 1] - north) * METRES], axis=1
            ),
        )

    def add(self, kind: str, shape: Any, name: str = "", grade: str = "") -> None:
        """One feature; shape in metres."""
        if shape.is_empty:
            return
        shape = shapely.set_precision(self.degrees(shape), 1e-6)
        properties = {"kind": kind, "class": grade, "name": name}
        self.features.append(
            {
                "type": "Feature",
                "properties": {key: value for key, value in properties.items() if value},
                "geometry": json.loads(shapely.to_geojson(shape)),
            }
        )

    def collection(self) -> dict[str, Any]:
        return {"type": "FeatureCollection", "features": self.features}


def drawn(
    seed: int,
    middle: Spot,
    reach: float,
    words: Words,
    seeds: Mapping[str, Spot] | None = None,
    given: Mapping[str, Any] | None = None,
) -> Town:
    """A town. seeds: where its districts lie, in shares of the reach; given: districts that are there already."""
    chance = random.Random(seed)  # noqa: S311  (a made-up town)
    town = Town(middle)
    borders: list[Any] = []
    limit = None
    if given:
        areas = {code: town.metres(shape) for code, shape in given.items()}
        limit = shapely.union_all(list(areas.values())).buffer(1).buffer(-1)
        limit = max(shapely.get_parts(limit), key=lambda one: one.area)
        inner = shapely.union_all([one.boundary for one in areas.values()])
        borders = [inner.intersection(limit.buffer(-40))]
    lines = draw(chance, reach, limit)
    cut_along = [lines.river, lines.brook, lines.rail, *lines.roads, *lines.rings, *borders]
    streets: list[tuple[int, Any]] = []
    blocks: list[Any] = []
    for cell in cells.between(cut_along, lines.limit):
        blocks += cells.cut(cell, chance, reach, streets)
    blocks = cells.clean(blocks)
    if given:
        town.districts = dict(given)
    elif seeds:
        spots = [(x * reach, y * reach) for x, y in seeds.values()]
        barriers = [(lines.river, reach * 0.5), (lines.rail, reach * 0.18)]
        areas_of = cells.assigned(blocks, spots, barriers)
        town.districts = dict(zip(seeds, [town.degrees(area) for area in areas_of], strict=True))
    _Painter(town, lines, chance, reach, words, blocks, streets, borders).paint()
    return town


@dataclass
class _Painter:
    """Puts the town's features down, from the ground up."""

    town: Town
    lines: Lines
    chance: random.Random
    reach: float
    words: Words
    blocks: list[Any]
    streets: list[tuple[int, Any]]
    borders: list[Any]

    def paint(self) -> None:
        self.water = shapely.union_all(
            [self.lines.river_area, self.lines.basin, self.lines.canal.buffer(9)]
        )
        self.dry = self.water.buffer(14)
        parks = self._greens()
        self._waters()
        self._buildings(parks)
        self._streets(parks)
        self._rail()
        self._places()

    def _greens(self) -> Any:
        """Parks out of blocks, meadows along the river, woods and fields beyond the limit."""
        town, words = self.town, self.words
        wanted = [
            one
            for one in self.blocks
            if 8_000 < one.area < 60_000 and 0.17 < _away(one, self.reach) < 0.8
        ]
        wanted.sort(key=lambda one: one.area**0.5 * self.chance.uniform(0.2, 1), reverse=True)
        parks: list[Any] = []
        for block in wanted:
            apart = all(block.distance(other) > self.reach * 0.2 for other in parks)
            if apart and len(parks) < len(words.parks):
                parks.append(block)
        for name, park in zip(words.parks, parks, strict=False):
            town.add("green", park.buffer(-9).difference(self.dry), name, "park")
        self._woods()
        strip = self.lines.river_area.buffer(self.reach * 0.075).difference(self.dry)
        low = strip.intersection(self.lines.frame).difference(
            shapely.Point(0, 0).buffer(self.reach * 0.66)
        )
        town.add("green", smooth_area(low), "", "meadow")
        return shapely.union_all(parks)

    def _woods(self) -> None:
        """Round the town, as wide as chance has it; roads, rail and river run through them."""
        lines, chance = self.lines, self.chance
        beyond = lines.frame.difference(lines.limit.buffer(90)).difference(
            shapely.union_all(
                [self.dry.buffer(60), lines.rail.buffer(25), lines.brook.buffer(25)]
                + [road.buffer(22) for road in lines.roads]
            )
        )
        names = list(self.words.woods)
        for number in range(38):
            angle = math.tau * (number + chance.uniform(-0.3, 0.3)) / 38
            out = self.reach * chance.uniform(1.15, 2.9)
            size = self.reach * chance.uniform(0.1, 0.26)
            blob = shapely.Polygon(ring(chance, size, 0.28))
            blob = shapely.affinity.rotate(blob, chance.uniform(0, 180))
            blob = shapely.affinity.translate(blob, out * math.cos(angle), out * math.sin(angle))
            wood = smooth_area(blob.intersection(beyond), 18)
            name = names.pop(0) if names and wood.area > 350_000 else ""
            self.town.add("green", wood, name, "wood")

    def _waters(self) -> None:
        town, words, lines = self.town, self.words, self.lines
        town.add("water", lines.river_area.intersection(lines.frame), words.river, "river")
        town.add("water", lines.river.intersection(lines.frame), words.river, "course")
        town.add("water", lines.brook.intersection(lines.frame), words.brook, "brook")
        town.add("water", lines.canal, words.canal, "canal")
        town.add("water", lines.basin, words.basin, "basin")
        spot = lines.brook.interpolate(0.86, normalized=True)
        pond = shapely.affinity.scale(spot.buffer(62), 1.5, 0.8)
        town.add("water", shapely.affinity.rotate(pond, 35), words.pond, "lake")
        self.pond = spot.buffer(110)

    def _buildings(self, parks: Any) -> None:
        """Blocks with a court within, in the middle of the town; single houses further out."""
        keep_off = shapely.union_all(
            [
                self.dry,
                self.pond,
                self.lines.brook.buffer(13),
                self.lines.rail.buffer(22),
                shapely.union_all(self.lines.roads).buffer(11),
                shapely.union_all(self.lines.rings + self.lines.quays).buffer(10),
                shapely.Point(0, 0).buffer(52),
            ]
        )
        shapely.prepare(keep_off)
        for block in self.blocks:
            away = math.hypot(block.centroid.x, block.centroid.y) / self.reach
            if away > 0.5 or parks.contains(block.representative_point()):
                continue
            for part in shapely.get_parts(
                block.buffer(-7, join_style="mitre").difference(keep_off)
            ):
                if part.area < 350:
                    continue
                court = part.buffer(-15, join_style="mitre")
                built = part.difference(court) if court.area > 500 else part
                self.town.add("building", built.simplify(1.2))

    def _streets(self, parks: Any) -> None:
        town, words, lines = self.town, self.words, self.lines
        frame = lines.frame
        for name, road in zip(words.roads, lines.roads, strict=False):
            town.add("street", road.intersection(frame).simplify(1.5), name, "main")
        for name, line in zip(words.rings, lines.rings, strict=False):
            town.add("street", line.intersection(frame).simplify(1.5), name, "main")
        names = iter(words.streets)
        bank = shapely.union_all(lines.roads + lines.rings)
        for name, line in zip(words.quays, lines.quays, strict=False):
            town.add("street", line.difference(self.lines.brook.buffer(4)), name, "side")
        for border in self.borders:
            for piece in shapely.get_parts(shapely.line_merge(border.difference(self.dry))):
                if piece.length > 150 and piece.distance(bank) < self.reach:
                    town.add("street", piece.simplify(2), next(names, ""), "side")
        wet = shapely.union_all([self.dry, self.pond.buffer(-25), parks.buffer(-6)])
        for depth, line in sorted(self.streets, key=lambda one: (one[0], -one[1].length)):
            kept = [
                piece
                for piece in shapely.get_parts(line.difference(wet))
                if piece.geom_type == "LineString" and piece.length > 28
            ]
            if kept:
                grade = "side" if depth < 2 and line.length > self.reach * 0.2 else "lane"
                name = next(names, "") if sum(one.length for one in kept) > 60 else ""
                town.add(
                    "street",
                    shapely.MultiLineString(kept) if len(kept) > 1 else kept[0],
                    name,
                    grade,
                )
        for park in shapely.get_parts(parks):
            self._paths(park)

    def _paths(self, park: Any) -> None:
        middle = park.representative_point()
        edge = park.buffer(-8).boundary
        if edge.is_empty:
            return
        for share in (0.08, 0.3, 0.55, 0.8):
            end = edge.interpolate(share, normalized=True)
            bend = (
                (end.x + middle.x) / 2 + self.chance.uniform(-18, 18),
                (end.y + middle.y) / 2 + self.chance.uniform(-18, 18),
            )
            path = smooth([(end.x, end.y), bend, (middle.x, middle.y)], 2)
            self.town.add("street", path.simplify(0.7), "", "path")

    def _rail(self) -> None:
        rail = self.lines.rail.intersection(self.lines.frame).simplify(1)
        self.town.add("rail", rail, self.words.rail)
        at = self.lines.rail.project(shapely.Point(-self.reach * 0.12, self.reach * 0.35))
        one, two = (self.lines.rail.interpolate(at + step) for step in (-85, 85))
        platform = shapely.LineString([one, two]).parallel_offset(17, "right")
        self.town.add("building", platform.buffer(8, cap_style="flat"), self.words.station)
        self.town.add("place", self.lines.rail.interpolate(at), self.words.station, "station")

    def _places(self) -> None:
        town, words = self.town, self.words
        town.add("place", shapely.Point(0, 0), words.square, "square")
        crossings: list[Any] = []
        for road in [*self.lines.roads, self.lines.rings[1]]:
            meet = shapely.get_parts(road.intersection(self.lines.river))
            crossings += [one for one in meet if one.geom_type == "Point"]
        crossings.sort(key=lambda spot: (math.hypot(spot.x, spot.y), spot.x))
        for name, spot in zip(words.bridges, crossings, strict=False):
            town.add("place", spot, name, "bridge")
        middle = sorted(
            (one for one in self.blocks if 0.05 < _away(one, self.reach) < 0.42),
            key=lambda one: self.chance.random(),
        )
        for name, block in zip(words.landmarks, middle, strict=False):
            town.add("place", block.centroid, name, "landmark")


def _away(block: Any, reach: float) -> float:
    return math.hypot(block.centroid.x, block.centroid.y) / reach


def smooth_area(shape: Any, by: float = 28) -> Any:
    """Corners rounded, as woods and meadows have them."""
    return shape.buffer(-by).buffer(by * 2).buffer(-by).simplify(4)


def streets_within(features: Sequence[Mapping[str, Any]], area: Any) -> Iterator[tuple[str, Any]]:
    """(name, line) of the named streets that run through an area, in degrees."""
    for feature in features:
        properties = feature["properties"]
        if properties["kind"] == "street" and properties.get("name"):
            line = shapely.from_geojson(json.dumps(feature["geometry"])).intersection(area)
            for piece in shapely.get_parts(line):
                if piece.geom_type == "LineString" and piece.length > 1e-4:
                    yield properties["name"], piece
