"""A base map out of a .pmtiles file.

small.pmtiles was written by the PyPI packages pmtiles and mapbox-vector-tile: 25 tiles of zoom 14 about 1.5° north,
10.5° east, each with a street along its middle, a lake with an island, a building, and a place.
"""

from __future__ import annotations

import io
import json
import struct
from collections import Counter
from pathlib import Path

import pytest
import shapely

from commonhall.core.imports import Invalid
from commonhall.places import grounds
from commonhall.places.importers import ground
from commonhall.places.models import Ground
from commonhall.places.vector_tiles import Archive, tile_id
from tests.kit import Hall, found_hall

SMALL = Path(__file__).parent / "small.pmtiles"


@pytest.fixture
def hall(home: Path, db: None) -> Hall:
    return found_hall()


def test_tiles_are_numbered_along_the_curve() -> None:
    """The numbers of the specification's own table."""
    assert [tile_id(0, 0, 0), tile_id(1, 0, 0), tile_id(1, 0, 1), tile_id(1, 1, 1)] == [0, 1, 2, 3]
    assert (tile_id(1, 1, 0), tile_id(2, 0, 0)) == (4, 5)
    assert len({tile_id(3, x, y) for x in range(8) for y in range(8)}) == 64


def test_a_file_of_vector_tiles_becomes_the_ground(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ground, "MOST_TILES", 10_000)
    told = ground.run(SMALL, "© Surveyors")
    features = json.loads(Ground.objects.get().layers)["features"]
    kinds = Counter(one["properties"]["kind"] for one in features)
    assert kinds == {"street": 25, "water": 25, "building": 25, "place": 25}
    lake = next(one for one in features if one["properties"]["class"] == "lake")
    assert len(lake["geometry"]["coordinates"]) == 2, "an island"
    shapes = shapely.from_geojson([json.dumps(one["geometry"]) for one in features])
    assert shapely.box(10.43, 1.45, 10.55, 1.56).contains(shapely.union_all(shapes).envelope)
    assert next(one.name for one in grounds.find("mill")) == "Mill Lane"
    assert told["features"] == 100 and grounds.ground().thanks == "© Surveyors"  # type: ignore[union-attr]


def test_a_territory_that_is_too_large_is_named(hall: Hall) -> None:
    with pytest.raises(Invalid, match="too large"):
        ground.run(SMALL)


@pytest.mark.parametrize(
    ("at", "change", "words"),
    [
        (0, b"ZIPfile", "PMTiles"),
        (7, b"\x02", "version 3"),
        (99, b"\x02", "vector tiles"),
        (97, b"\x03", "gzip"),
    ],
)
def test_other_files_are_named(at: int, change: bytes, words: str) -> None:
    raw = bytearray(SMALL.read_bytes())
    raw[at : at + len(change)] = change
    with pytest.raises(Invalid, match=words):
        Archive(io.BytesIO(bytes(raw)))


def test_a_broken_file_is_refused_and_not_believed() -> None:
    raw = bytearray(SMALL.read_bytes())
    column, row = 8669, 8123
    for start in range(127, len(raw), 97):
        broken = bytearray(raw)
        broken[start : start + 40] = b"\xff" * 40
        try:
            list(Archive(io.BytesIO(bytes(broken))).features(14, column, row))
        except (Invalid, shapely.errors.ShapelyError):
            continue
    struct.pack_into("<Q", raw, 16, 2**40)
    with pytest.raises(Invalid, match="too large"):
        list(Archive(io.BytesIO(bytes(raw))).features(14, column, row))
