"""A ground as a small still picture: SVG without script or style, in colours for light or dark."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import shapely

from commonhall.ui.ground.shapes import Ground, Piece
from commonhall.ui.ground.view import STEP, TILE, View

# The same colours as in styles/map.css, where the browser draws; a test holds them together.
LIGHT = {
    "land": "#f4f1e8",
    "wood": "#cbdcc0",
    "meadow": "#e0ead2",
    "field": "#ece9d9",
    "park": "#d3e5c3",
    "water": "#aed0e2",
    "building": "#e0d9ca",
    "casing": "#cfc8b8",
    "main": "#fdeec9",
    "street": "#ffffff",
    "path": "#c3b89e",
    "rail": "#8d8a86",
    "ink": "#4d5450",
    "halo": "#f8f6f0",
    "water-ink": "#2f6482",
}
DARK = {
    "land": "#1c2422",
    "wood": "#233b2d",
    "meadow": "#22322a",
    "field": "#24291f",
    "park": "#284634",
    "water": "#265570",
    "building": "#323b38",
    "casing": "#131918",
    "main": "#6e6548",
    "street": "#4a5550",
    "path": "#66665a",
    "rail": "#7f8783",
    "ink": "#d0d8d2",
    "halo": "#171e1c",
    "water-ink": "#9ccbe6",
}
THEMES = {"light": LIGHT, "dark": DARK}
# Widths in pixels at zoom 14; they grow with the zoom, more slowly than the ground does.
WIDTHS = {
    "main": 5.2,
    "side": 3.6,
    "lane": 2.3,
    "path": 0.9,
    "rail": 1.5,
    "brook": 2.2,
    "canal": 5.0,
    "river": 6.0,
}
BUDGETS = {"small": 11_000, "tall": 14_000, "wide": 60_000}
AREAS = ("field", "meadow", "wood", "park", "water", "building")


def picture(ground: Ground, view: View, theme: str = "light") -> str:
    """The picture; where it would be heavy, the finest details are left out."""
    budget = BUDGETS[view.size]
    shown = ""
    for coarse in range(5):
        shown = _Drawing(ground, view, theme, coarse).svg()
        if len(shown.encode()) <= budget:
            break
    return shown


def width(grade: str, zoom: float) -> float:
    """How wide a line is drawn."""
    return WIDTHS[grade] * 2 ** ((zoom - 14) * 0.72)


class _Drawing:
    def __init__(self, ground: Ground, view: View, theme: str, coarse: int) -> None:
        self.ground, self.view, self.coarse = ground, view, coarse
        self.colours = THEMES[theme]
        self.kept = [one for one in ground.within(view.box) if self._wanted(one)]

    def _wanted(self, piece: Piece) -> bool:
        zoom, coarse = self.view.zoom, self.coarse
        if piece.kind == "building":
            return zoom >= 14 and coarse < 1
        if piece.grade == "path":
            return zoom >= 14.5 and coarse < 1
        if piece.grade == "lane":
            return zoom >= 13 and coarse < 3
        if piece.grade == "side":
            return zoom >= 11 and coarse < 4
        return True

    def svg(self) -> str:
        w, h = self.view.width, self.view.height
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}">',
            f'<path fill="{self.colours["land"]}" d="M0 0h{w}v{h}H0z"/>',
            *self._areas(),
            '<g fill="none" stroke-linecap="round" stroke-linejoin="round">',
            *self._lines(),
            "</g>",
            *self._labels(),
            "</svg>",
        ]
        return "".join(parts)

    # --- from degrees to pixels ---------------------------------------------------------------------
    def _pixels(self, shape: Any, margin: int = 12) -> Any:
        """A shape in pixels, clipped to the picture and without what cannot be seen."""
        west, south, east, north = self.view.box
        (x1, y1), (x2, y2) = self.view.at(north, west), self.view.at(south, east)
        bent = shapely.transform(shape, lambda spots: _project(self.view, spots))
        clipped = shapely.clip_by_rect(bent, x1 - margin, y1 - margin, x2 + margin, y2 + margin)
        return clipped.simplify(0.5 + 0.35 * self.coarse)

    def _path(self, shape: Any) -> str:
        return "".join(_line(spots, closed) for spots, closed in _strings(shape))

    # --- what is drawn ------------------------------------------------------------------------------
    def _areas(self) -> Iterator[str]:
        drawn: dict[str, list[str]] = {name: [] for name in AREAS}
        for piece in self.kept:
            name = piece.kind if piece.kind in ("water", "building") else piece.grade
            if name in drawn and piece.is_area:
                shape = self._pixels(piece.shape)
                if shape.area > 2:
                    drawn[name].append(self._path(shape))
        for name, paths in drawn.items():
            if paths:
                rule = ' fill-rule="evenodd"' if name == "building" else ""
                yield f'<path fill="{self.colours[name]}"{rule} d="{"".join(paths)}"/>'

    def _lines(self) -> Iterator[str]:
        paths: dict[str, str] = {}
        for grade in ("brook", "canal", "path", "lane", "side", "main", "rail"):
            drawn = [
                self._path(self._pixels(one.shape))
                for one in self.kept
                if one.grade == grade and not one.is_area and one.kind != "place"
            ]
            if any(drawn):
                paths[grade] = "".join(drawn)
        zoom = self.view.zoom
        for grade in ("brook", "canal"):
            if grade in paths:
                yield self._stroke("water", width(grade, zoom), paths[grade])
        if "path" in paths:
            yield self._stroke("path", width("path", zoom), paths["path"], "3 3")
        cased = [one for one in ("lane", "side", "main") if one in paths]
        for grade in cased if zoom >= 13 else cased[-1:]:
            yield self._stroke("casing", width(grade, zoom) + 1.6, paths[grade])
        for grade in cased:
            far = "casing" if zoom < 13 else "street"
            colour = "main" if grade == "main" else far
            yield self._stroke(colour, max(0.7, width(grade, zoom)), paths[grade])
        if "rail" in paths:
            yield self._stroke("rail", width("rail", zoom) + 0.6, paths["rail"])
            yield self._stroke("halo", max(0.5, width("rail", zoom) - 0.6), paths["rail"], "7 7")

    def _stroke(self, colour: str, wide: float, path: str, dashes: str = "") -> str:
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        return (
            f'<path stroke="{self.colours[colour]}" stroke-width="{wide:.1f}"{dashed} d="{path}"/>'
        )

    # --- names --------------------------------------------------------------------------------------
    def _labels(self) -> Iterator[str]:
        """Names where there is room: the main streets and water along their line, places beside them."""
        taken: list[tuple[float, float, float]] = []
        said: set[str] = set()
        found = []
        for piece in self.kept:
            if not piece.name or piece.kind == "building" or piece.name in said:
                continue
            rank = {"main": 0, "course": 0, "square": 1, "park": 1, "side": 2, "lane": 3}.get(
                piece.grade
            )
            if rank is None or (rank == 3 and self.view.zoom < 15):
                continue
            spot = self._spot(piece)
            if spot:
                found.append((rank, -spot[3], piece, spot))
        most = 9 if self.view.size != "wide" else 30
        for _rank, _length, piece, (x, y, turn, _room) in sorted(found, key=lambda one: one[:2]):
            half = len(piece.name) * 2.9
            spots = [
                (x + step * half * math.cos(turn), y + step * half * math.sin(turn), 8.0)
                for step in (-1, -0.5, 0, 0.5, 1)
            ]
            if piece.name in said or any(
                math.hypot(a - c, b - d) < r + s for a, b, r in spots for c, d, s in taken
            ):
                continue
            taken += spots
            said.add(piece.name)
            yield self._text(piece, x, y, turn)
            if len(said) >= most:
                return

    def _spot(self, piece: Piece) -> tuple[float, float, float, float] | None:
        shape = self._pixels(piece.shape, 0)
        half = len(piece.name) * 2.9
        if shape.is_empty:
            return None
        if piece.kind in ("place", "green"):
            spot = shape.representative_point()
            if not (half < spot.x < self.view.width - half and 10 < spot.y < self.view.height - 8):
                return None
            return (
                (spot.x, spot.y, 0.0, 0.0) if piece.kind == "place" or shape.area > 3000 else None
            )
        longest = max(shapely.get_parts(shape), key=lambda one: one.length)
        if longest.length < 2 * half + 14:
            return None
        middle = longest.length / 2
        one, two = longest.interpolate(middle - half), longest.interpolate(middle + half)
        chord = math.hypot(two.x - one.x, two.y - one.y)
        if chord < 2 * half * 0.93:
            return None
        turn = math.atan2(two.y - one.y, two.x - one.x)
        if abs(turn) > math.pi / 2:
            turn += math.pi if turn < 0 else -math.pi
        return (one.x + two.x) / 2, (one.y + two.y) / 2, turn, longest.length

    def _text(self, piece: Piece, x: float, y: float, turn: float) -> str:
        ink = self.colours["water-ink" if piece.kind == "water" else "ink"]
        weight = ' font-weight="600"' if piece.grade in ("square", "main") else ""
        slant = ' font-style="italic"' if piece.kind in ("water", "green") else ""
        turned = f" rotate({math.degrees(turn):.0f})" if abs(turn) > 0.01 else ""
        return (
            f'<text transform="translate({x:.0f} {y:.0f}){turned}" y="3.6" font-size="10.5"'
            f'{weight}{slant} font-family="system-ui,sans-serif" text-anchor="middle" fill="{ink}"'
            f' stroke="{self.colours["halo"]}" stroke-width="2.6" stroke-linejoin="round"'
            f' paint-order="stroke">{escape(piece.name)}</text>'
        )


def _project(view: View, spots: Any) -> Any:
    whole = TILE * 2**view.zoom
    sine = np.sin(np.radians(np.clip(spots[:, 1], -85, 85)))
    y = (0.5 - np.log((1 + sine) / (1 - sine)) / (4 * math.pi)) * whole
    x = (spots[:, 0] / 360 + 0.5) * whole
    left = view.column * STEP - view.width / 2
    top = view.row * STEP - view.height / 2
    return np.stack([x - left, y - top], axis=1)


def _strings(shape: Any) -> Iterator[tuple[Any, bool]]:
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            yield part.exterior.coords, True
            for hole in part.interiors:
                yield hole.coords, True
        elif part.geom_type == "LineString":
            yield part.coords, False
        elif part.geom_type.startswith("Multi") or part.geom_type == "GeometryCollection":
            yield from _strings(part)


def _line(spots: Any, closed: bool) -> str:
    """A path in steps of whole pixels, short to write."""
    whole = np.rint(np.array(spots)[:, :2]).astype(int)
    steps = np.diff(whole, axis=0)
    steps = steps[np.any(steps != 0, axis=1)]
    if not len(steps):
        return ""
    if closed:
        steps = steps[:-1]
    text = f"M{whole[0][0]} {whole[0][1]}l"
    text += " ".join(f"{x} {y}" for x, y in steps).replace(" -", "-")
    return text + ("z" if closed else "")
