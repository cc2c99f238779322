"""The lines a town is made along: its river and brook, roads, rings, the rail and its own limit. In metres."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
import shapely.affinity
from shapely import ops

Spot = tuple[float, float]


@dataclass
class Lines:
    """What the town is cut along, and what of it is water."""

    limit: Any
    frame: Any
    river: Any
    river_area: Any
    brook: Any
    canal: Any
    basin: Any
    rail: Any
    roads: list[Any] = field(default_factory=list)
    rings: list[Any] = field(default_factory=list)
    quays: list[Any] = field(default_factory=list)


def draw(chance: random.Random, reach: float, limit: Any = None) -> Lines:
    """Lines of a town about `reach` metres from its middle to its limit; limit: where it is given."""
    if limit is None:
        limit = shapely.Polygon(ring(chance, reach, 0.13))
    wide = shapely.box(*limit.bounds).buffer(reach * 1.4, join_style="mitre")
    half = max(wide.bounds[2], -wide.bounds[0], wide.bounds[3], -wide.bounds[1])
    river = _river(chance, half, reach)
    area = band(river, lambda at: 24 + 7 * math.sin(at * 11) + 10 * at)
    brook = _brook(chance, half, reach, river)
    canal, basin = _canal(reach, river)
    rail = _rail(chance, half, reach)
    made = Lines(limit, wide, river, area, brook, canal, basin, rail)
    made.roads = [_road(chance, angle, half) for angle in _angles(chance)]
    inner = shapely.LineString(ring(chance, reach * 0.17, 0.1, closed=True))
    outer = shapely.LineString(ring(chance, reach * 0.62, 0.13, closed=True))
    made.rings = [inner.difference(river.buffer(60)), outer]
    for side in (1, -1):
        bank = river.parallel_offset(58, "left" if side > 0 else "right")
        made.quays.append(bank.intersection(shapely.box(-reach * 0.62, -half, reach * 0.55, half)))
    return made


def ring(
    chance: random.Random, radius: float, wobble: float, *, closed: bool = False
) -> list[Spot]:
    """A round line that is not quite round."""
    waves = [(k, wobble / (k - 0.5), chance.uniform(0, math.tau)) for k in range(2, 6)]
    spots = []
    for number in range(60 + closed):
        angle = math.tau * number / 60
        out = radius * (1 + sum(size * math.cos(k * angle + turn) for k, size, turn in waves))
        spots.append((out * 1.12 * math.cos(angle), out * math.sin(angle)))
    return spots


def band(line: Any, half_width: Any) -> Any:
    """A line as an area whose half width depends on how far along it is, from 0 to 1."""
    spots = np.array(line.coords)
    along = np.gradient(spots, axis=0)
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    across /= np.linalg.norm(across, axis=1)[:, None]
    share = np.linspace(0, 1, len(spots))
    wide = np.array([half_width(one) for one in share])[:, None]
    shape = np.concatenate([spots + across * wide, (spots - across * wide)[::-1]])
    return shapely.make_valid(shapely.Polygon(shape)).buffer(0)


def smooth(spots: Sequence[Spot], times: int = 3) -> Any:
    """A line with its corners cut (Chaikin), its ends kept."""
    line = np.array(spots, dtype=float)
    for _ in range(times):
        first, second = line[:-1] * 0.75 + line[1:] * 0.25, line[:-1] * 0.25 + line[1:] * 0.75
        middle = np.empty((2 * len(first), 2))
        middle[0::2], middle[1::2] = first, second
        line = np.concatenate([line[:1], middle[1:-1], line[-1:]])
    return shapely.LineString(line)


def _river(chance: random.Random, half: float, reach: float) -> Any:
    turn = [chance.uniform(0, math.tau) for _ in range(2)]
    base = -reach * 0.2

    def north(x: float) -> float:
        bend = reach * 0.19 * math.sin(x / (reach * 0.43) + turn[0])
        small = reach * 0.045 * math.sin(x / (reach * 0.17) + turn[1])
        return bend + small

    here = north(0.0)
    steps = np.arange(-half * 1.02, half * 1.03, 45)
    return shapely.LineString([(x, base + (north(x) - here)) for x in steps])


def _brook(chance: random.Random, half: float, reach: float, river: Any) -> Any:
    x, y = -reach * 0.42, half
    spots = [(x - reach * 0.2, y)]
    while y > -reach:
        y -= reach * 0.13
        x += chance.uniform(-0.1, 0.075) * reach
        spots.append((x, y))
    line = smooth(spots)
    return ops.split(line, river).geoms[0]


def _canal(reach: float, river: Any) -> tuple[Any, Any]:
    """A cut from the river to a basin, where ships lay."""
    mouth = river.intersection(
        shapely.LineString([(reach * 0.66, -9 * reach), (reach * 0.66, 9 * reach)])
    )
    x, y = shapely.get_coordinates(mouth)[0]
    head = (x + reach * 0.05, y + reach * 0.34)
    canal = shapely.LineString([(x, y), (x + reach * 0.02, y + reach * 0.16), head])
    basin = shapely.affinity.rotate(
        shapely.box(head[0] - 75, head[1] - 40, head[0] + 150, head[1] + 45), 12
    )
    return canal, basin


def _rail(chance: random.Random, half: float, reach: float) -> Any:
    lift = reach * chance.uniform(0.33, 0.37)
    spots = [
        (-half, lift * 2.3),
        (-reach * 0.8, lift * 1.5),
        (-reach * 0.35, lift),
        (reach * 0.1, lift * 0.98),
        (reach * 0.5, lift * 1.25),
        (half * 0.8, lift * 2.5),
        (half, lift * 3.4),
    ]
    return smooth(spots, 4)


def _angles(chance: random.Random) -> list[float]:
    """Directions of the roads out of the market square; two of them go south, over the river."""
    bases = (-1.85, -1.1, -0.12, 0.85, 1.75, 2.75, 3.6)
    return [base + chance.uniform(-0.12, 0.12) for base in bases]


def _road(chance: random.Random, angle: float, half: float) -> Any:
    bend, phase = chance.uniform(-0.3, 0.3), chance.uniform(0, math.tau)
    spots = []
    for step in range(46):
        out = half * 1.5 * step / 45
        turn = angle + bend * math.sin(out / half * 3 + phase) - bend * math.sin(phase)
        spots.append((out * math.cos(turn), out * math.sin(turn)))
    return shapely.LineString(spots)
