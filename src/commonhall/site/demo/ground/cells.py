"""The cells between the lines, cut on into blocks: every cut is a street."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from shapely import ops

# How large a block may be, in square metres, by its distance from the middle in shares of the reach.
# In a town of the usual reach; a wider one has wider blocks.
USUAL = 2_050
SIZES = ((0.18, 7_000), (0.45, 14_000), (0.8, 22_000), (9.0, 36_000))


def between(lines: Sequence[Any], inside: Any) -> list[Any]:
    """The cells that lines cut an area into, the largest first."""
    whole = shapely.union_all([*lines, inside.boundary])
    cells = shapely.get_parts(shapely.polygonize(shapely.get_parts(whole)))
    kept = [one for one in cells if inside.contains(one.representative_point())]
    return sorted(kept, key=lambda one: -one.area)


def cut(
    cell: Any, chance: random.Random, reach: float, streets: list[tuple[int, Any]], depth: int = 0
) -> list[Any]:
    """Blocks of a cell; each cut is added to streets with its depth."""
    away = math.hypot(cell.centroid.x, cell.centroid.y) / reach
    size = next(one for limit, one in SIZES if away <= limit) * max(1.0, reach / USUAL) ** 1.8
    frame = cell.minimum_rotated_rectangle
    if cell.area < size * chance.uniform(1.1, 2.1) or frame.geom_type != "Polygon" or depth > 12:
        return [cell]
    corners = np.array(frame.exterior.coords)[:4]
    sides = [corners[1] - corners[0], corners[2] - corners[1]]
    lengths = [float(np.linalg.norm(one)) for one in sides]
    if min(lengths) < 45:
        return [cell]
    long = sides[int(lengths[1] > lengths[0])] / max(lengths)
    across = np.array([-long[1], long[0]])
    turn = chance.uniform(-0.05, 0.05)
    across = across * math.cos(turn) + long * math.sin(turn)
    middle = corners.mean(axis=0) + long * max(lengths) * chance.uniform(-0.09, 0.09)
    far = max(lengths) * 1.5
    bend = long * min(lengths) * chance.uniform(-0.05, 0.05)
    line = shapely.LineString([middle - across * far, middle + bend, middle + across * far])
    parts = list(ops.split(cell, line).geoms)
    if len(parts) < 2:
        return [cell]
    for piece in shapely.get_parts(line.intersection(cell)):
        if piece.geom_type == "LineString" and piece.length > 30:
            streets.append((depth, piece))
    return [block for part in parts for block in cut(part, chance, reach, streets, depth + 1)]


def clean(blocks: Sequence[Any]) -> list[Any]:
    """The same blocks with every corner of a neighbour on their own edge, so that edges are shared exactly."""
    edges = shapely.union_all([one.boundary for one in blocks], grid_size=0.05)
    return [
        one
        for one in shapely.get_parts(shapely.polygonize(shapely.get_parts(edges)))
        if one.area > 1
    ]


def assigned(
    blocks: Sequence[Any],
    seeds: Sequence[tuple[float, float]],
    barriers: Sequence[tuple[Any, float]],
) -> list[Any]:
    """One area a seed out of the blocks: the nearest, with a detour for each barrier in between."""
    owner = []
    for block in blocks:
        spot = block.centroid
        costs = []
        for seed in seeds:
            way = shapely.LineString([(spot.x, spot.y), seed])
            costs.append(way.length + sum(more for line, more in barriers if way.crosses(line)))
        owner.append(int(np.argmin(costs)))
    _gather(blocks, owner, len(seeds))
    areas = [
        shapely.union_all([one for one, own in zip(blocks, owner, strict=True) if own == number])
        for number in range(len(seeds))
    ]
    return [_whole(one) for one in shapely.coverage_simplify(areas, 9.0)]


def _gather(blocks: Sequence[Any], owner: list[int], count: int) -> None:
    """Blocks cut off from the rest of their area go to the neighbour they touch most."""
    tree = shapely.STRtree(blocks)
    near = [
        [
            (int(other), shared)
            for other in tree.query(block, predicate="intersects")
            if (shared := block.intersection(blocks[other]).length) > 1 and other != number
        ]
        for number, block in enumerate(blocks)
    ]
    for _ in range(3):
        for area in range(count):
            for group in _groups([n for n, own in enumerate(owner) if own == area], near)[1:]:
                touching: dict[int, float] = {}
                for one in group:
                    for other, shared in near[one]:
                        if owner[other] != area:
                            touching[owner[other]] = touching.get(owner[other], 0) + shared
                for one in group if touching else ():
                    owner[one] = max(touching, key=lambda key: touching[key])


def _groups(members: list[int], near: list[list[tuple[int, float]]]) -> list[list[int]]:
    left, groups = set(members), []
    while left:
        todo, group = [min(left)], []
        left.discard(todo[0])
        while todo:
            one = todo.pop()
            group.append(one)
            for other, _shared in near[one]:
                if other in left:
                    left.discard(other)
                    todo.append(other)
        groups.append(group)
    return sorted(groups, key=len, reverse=True)


def _whole(area: Any) -> Any:
    parts = shapely.get_parts(area)
    return max(parts, key=lambda one: one.area) if len(parts) > 1 else parts[0]
