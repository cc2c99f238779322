"""A ground as it is sent to a browser that draws it: whole numbers, each as the step from the one before.

    {"at": [west, south], "bounds": […], "names": […], "whole": true,
     "shapes": [[grade, name, closed, [x, y, dx, dy, …], …], …], "spots": [[grade, name, x, y], …]}

Numbers are millionths of a degree from `at`. A large ground is sent as an overview and in cells of zoom 14.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely

from commonhall.ui.ground.shapes import Box, Ground, Piece
from commonhall.ui.ground.view import degrees

SCALE = 1_000_000
CELL_ZOOM = 14
# Beyond so many signs a ground is not sent whole; compressed they are about a fifth.
MOST_WHOLE = 420_000
# What the overview leaves out, step by step, until it is small enough.
LEFT_OUT = (
    {"building", "path"},
    {"building", "path", "lane"},
    {"building", "path", "lane", "side", "landmark", "bridge"},
)


def document(ground: Ground) -> str:
    """The whole ground, or its overview."""
    whole = _document(ground, ground.pieces, ground.bounds, {"whole": True})
    if len(whole) <= MOST_WHOLE:
        return whole
    shown = whole
    for step, left_out in enumerate(LEFT_OUT):
        kept = [_coarser(one, 3e-5 * 3**step) for one in ground.pieces if one.grade not in left_out]
        shown = _document(ground, kept, ground.bounds, {"whole": False})
        if len(shown) <= MOST_WHOLE:
            break
    return shown


def cell(ground: Ground, column: int, row: int) -> str:
    """One cell of a ground that is not sent whole."""
    box = cell_box(column, row)
    edge = (box[2] - box[0]) * 0.03
    wide = (box[0] - edge, box[1] - edge, box[2] + edge, box[3] + edge)
    kept = []
    for one in ground.within(box):
        shape = shapely.clip_by_rect(one.shape, *wide)
        if not shape.is_empty:
            kept.append(Piece(one.number, one.kind, one.grade, one.name, shape))
    return _document(ground, kept, box, {"whole": True})


def cell_box(column: int, row: int) -> Box:
    north, west = degrees(column * 256, row * 256, CELL_ZOOM)
    south, east = degrees((column + 1) * 256, (row + 1) * 256, CELL_ZOOM)
    return west, south, east, north


def _coarser(piece: Piece, by: float) -> Piece:
    shape = piece.shape.simplify(by)
    return Piece(piece.number, piece.kind, piece.grade, piece.name, shape)


def _document(ground: Ground, pieces: Iterable[Piece], box: Box, said: dict[str, Any]) -> str:
    names: dict[str, int] = {}
    shapes: list[Any] = []
    spots: list[Any] = []
    west, south = box[0], box[1]

    def numbered(name: str) -> int:
        return names.setdefault(name, len(names)) if name else -1

    for piece in pieces:
        if piece.kind == "place":
            spot = piece.shape.representative_point()
            x, y = round((spot.x - west) * SCALE), round((spot.y - south) * SCALE)
            spots.append([piece.grade, numbered(piece.name), x, y])
            continue
        grade = "water" if piece.kind == "water" and piece.is_area else piece.grade
        strings = [_steps(one, west, south) for one in _strings(piece.shape)]
        strings = [one for one in strings if len(one) > 2]
        if strings:
            shapes.append([grade, numbered(piece.name), int(piece.is_area), *strings])
    found = {
        **said,
        "at": [west, south],
        "bounds": list(ground.bounds),
        "thanks": ground.thanks,
        "names": list(names),
        "shapes": shapes,
        "spots": spots,
    }
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def _strings(shape: Any) -> Iterable[Any]:
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            yield part.exterior.coords
            for hole in part.interiors:
                yield hole.coords
        elif part.geom_type == "LineString":
            yield part.coords


def _steps(spots: Any, west: float, south: float) -> list[int]:
    whole = np.rint((np.array(spots)[:, :2] - (west, south)) * SCALE).astype(int)
    steps = np.concatenate([whole[:1], np.diff(whole, axis=0)])
    return [int(one) for one in steps.reshape(-1)]
