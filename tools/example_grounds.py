#!/usr/bin/env python3
"""Draw the base maps of the halls in examples/: fictional streets, water and green within their districts.

    .venv/bin/python tools/example_grounds.py

The same each time. A town is a line of TOWNS: seed, middle, metres from its middle to its limit, and the folder of
words in tools/example_streets/.
"""

from __future__ import annotations

import itertools
import json
import tomllib
from pathlib import Path
from typing import Any

import shapely

from commonhall.places import ground_files
from commonhall.site.demo.ground.drawing import Words, drawn

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
STREETS = Path(__file__).resolve().parent / "example_streets"
TOWNS = {"harrowford": 11, "zielona-dolina": 5, "qingxi": 19}


def words(name: str) -> Words:
    """Street names are every first word with every last one, in the order of a walk through both."""
    said = tomllib.loads((STREETS / f"{name}.toml").read_text(encoding="utf-8"))
    pattern, first, last = said.pop("pattern"), said.pop("first"), said.pop("last")
    pairs = sorted(
        itertools.product(range(len(first)), range(len(last))), key=lambda p: (p[1] - p[0]) * 7 % 97
    )
    streets = [pattern.format(first=first[a], last=last[b]) for a, b in pairs]
    rings, quays = tuple(said.pop("rings")), tuple(said.pop("quays"))
    return Words(streets=streets, rings=rings, quays=quays, **said)


def main() -> None:
    for name, seed in TOWNS.items():
        data = json.loads((EXAMPLES / f"{name}.geojson").read_text(encoding="utf-8"))
        given: dict[str, Any] = {
            one["id"]: shapely.make_valid(shapely.from_geojson(json.dumps(one["geometry"])))
            for one in data["features"]
        }
        whole = shapely.union_all(list(given.values()))
        middle = (whole.centroid.x, whole.centroid.y)
        _west, south, _east, north = whole.bounds
        reach = (north - south) / 2 * 111_320
        town = drawn(seed, middle, reach, words(name), given=given)
        stored = ground_files.read(json.dumps(town.collection()))
        (EXAMPLES / f"{name}-ground.geojson").write_text(stored.text, encoding="utf-8")
        print(f"{name}: {stored.features} features, {len(stored.text) // 1024} KB")


if __name__ == "__main__":
    main()
