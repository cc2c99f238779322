"""Millbrook's own ground: where its districts lie, and what its streets are called."""

from __future__ import annotations

import random
from functools import cache
from typing import Any

import shapely

from commonhall.site.demo.ground.drawing import Town, Words, drawn, streets_within

SEED, MIDDLE, REACH = 27, (10.03, 50.03), 2_050.0
SEEDS = {
    "old-town": (0.0, 0.06),
    "mill-end": (-0.6, 0.02),
    "riverside": (0.06, -0.5),
    "station": (-0.13, 0.5),
    "north-field": (0.38, 0.74),
    "harbour": (0.68, 0.14),
    "hillside": (-0.62, 0.66),
    "meadows": (-0.62, -0.55),
    "works": (0.66, -0.55),
}
_FIRST = [
    "Abbey",
    "Acorn",
    "Alder",
    "Anchor",
    "Apple",
    "Ash",
    "Baker",
    "Barley",
    "Barn",
    "Beech",
    "Bell",
    "Birch",
    "Bishop",
    "Blackbird",
    "Brewer",
    "Briar",
    "Bridle",
    "Candle",
    "Carpenter",
    "Castle",
    "Cedar",
    "Chapel",
    "Cherry",
    "Chestnut",
    "Clock",
    "Clover",
    "Cobbler",
    "Cooper",
    "Copper",
    "Corn",
    "Cross",
    "Dove",
    "Dyer",
    "Eagle",
    "Elder",
    "Elm",
    "Falcon",
    "Fern",
    "Ferry",
    "Field",
    "Finch",
    "Fisher",
    "Flax",
    "Forge",
    "Foundry",
    "Fountain",
    "Fox",
    "Garden",
    "Gate",
    "Glover",
    "Goose",
    "Granary",
    "Grove",
    "Harrow",
    "Harvest",
    "Hawthorn",
    "Hazel",
    "Heath",
    "Heron",
    "Holly",
    "Honey",
    "Hop",
    "Ivy",
    "Juniper",
    "Kiln",
    "King",
    "Lark",
    "Laurel",
    "Lavender",
    "Lime",
    "Linden",
    "Lock",
    "Maple",
    "Martin",
    "Mason",
    "Mayflower",
    "Meadow",
    "Millstone",
    "Mulberry",
    "Nettle",
    "Nightingale",
    "Oak",
    "Orchard",
    "Osier",
    "Otter",
    "Paper",
    "Pear",
    "Pepper",
    "Pine",
    "Plough",
    "Plum",
    "Potter",
    "Quarry",
    "Queen",
    "Raven",
    "Reed",
    "Robin",
    "Rope",
    "Rose",
    "Rowan",
    "Rush",
    "Saddler",
    "Salt",
    "School",
    "Shepherd",
    "Smith",
    "Spring",
    "Starling",
    "Sun",
    "Swallow",
    "Swan",
    "Tanner",
    "Thatcher",
    "Thistle",
    "Tinker",
    "Tower",
    "Vine",
    "Walnut",
    "Water",
    "Weaver",
    "Wheat",
    "Willow",
    "Wren",
    "Yarrow",
    "Yew",
]
_LAST = ("Street", "Lane", "Road", "Close", "Row", "Walk", "Way", "Place", "Gardens", "Hill")


def _streets() -> list[str]:
    chance = random.Random(SEED)  # noqa: S311  (names of a made-up town)
    found = [f"{first} {last}" for first in _FIRST for last in _LAST]
    chance.shuffle(found)
    return ["Mill Lane", "Church Street", "Market Street", *found]


def words() -> Words:
    return Words(
        streets=_streets(),
        roads=[
            "Bridge Street",
            "Southgate",
            "Harbour Road",
            "Northfield Road",
            "Station Road",
            "Hill Road",
            "Mill Road",
        ],
        rings=("Old Wall", "Ring Road"),
        quays=("North Quay", "South Quay"),
        bridges=["Old Bridge", "Weavers’ Bridge", "Ferry Bridge", "Lock Bridge"],
        parks=[
            "Queen’s Park",
            "Orchard Park",
            "Miller’s Green",
            "Hill Park",
            "Swan Gardens",
            "North Common",
            "Linden Park",
            "Allotment Gardens",
        ],
        woods=["Hanger Wood", "Fox Wood", "Long Copse"],
        river="River Arden",
        brook="Mill Brook",
        canal="Works Canal",
        pond="Mill Pond",
        basin="Harbour Basin",
        rail="Valley Line",
        station="Millbrook Station",
        square="Market Square",
        landmarks=["Town Hall", "St Anne’s Church", "Market School", "Library", "Clinic"],
    )


@cache
def town() -> Town:
    """Millbrook; the same each time."""
    return drawn(SEED, MIDDLE, REACH, words(), SEEDS)


@cache
def _lanes(code: str) -> tuple[list[tuple[str, Any]], list[float]]:
    lanes = list(streets_within(town().features, town().districts[code]))
    return lanes, [line.length for _name, line in lanes]


def spot(code: str, chance: random.Random) -> tuple[float, float, str]:
    """(latitude, longitude, street) of a place in a district, beside one of its streets."""
    lanes, lengths = _lanes(code)
    share, side = chance.random(), chance.random()
    along = share * sum(lengths)
    number = 0
    while number < len(lanes) - 1 and along > lengths[number]:
        along -= lengths[number]
        number += 1
    name, line = lanes[number]
    here = line.interpolate(along)
    there = shapely.Point(here.x + (side - 0.5) * 2e-4, here.y + (side - 0.5) * 1.2e-4)
    point = there if town().districts[code].contains(there) else here
    return point.y, point.x, name
