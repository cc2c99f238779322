"""Where things lie on a picture: web mercator, whose middle is kept to a grid so that pictures are shared."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from commonhall.ui.ground.shapes import Box

TILE = 256
SIZES = {"small": (480, 270), "wide": (960, 540), "tall": (480, 480)}
STEP = 24
LEAST_ZOOM, MOST_ZOOM = 8.0, 17.0


def world(latitude: float, longitude: float, zoom: float) -> tuple[float, float]:
    """Degrees as pixels from the world's north-west corner."""
    whole = TILE * 2**zoom
    sine = math.sin(math.radians(max(-85.0, min(85.0, latitude))))
    y = 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)
    return (longitude / 360 + 0.5) * whole, y * whole


def degrees(x: float, y: float, zoom: float) -> tuple[float, float]:
    """(latitude, longitude) of a pixel; the reverse of `world`."""
    whole = TILE * 2**zoom
    longitude = (x / whole - 0.5) * 360
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / whole)))), longitude


@dataclass(frozen=True)
class View:
    """A picture: its size, four times its zoom (whole), and its middle in steps of the grid."""

    size: str
    zoom4: int
    column: int
    row: int

    @property
    def zoom(self) -> float:
        return self.zoom4 / 4

    @property
    def width(self) -> int:
        return SIZES[self.size][0]

    @property
    def height(self) -> int:
        return SIZES[self.size][1]

    @property
    def key(self) -> str:
        return f"{self.size}-{self.zoom4}-{self.column}-{self.row}"

    def at(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where a point lies, in pixels from the picture's own corner."""
        x, y = world(latitude, longitude, self.zoom)
        return (
            x - self.column * STEP + self.width / 2,
            y - self.row * STEP + self.height / 2,
        )

    @property
    def box(self) -> Box:
        """West, south, east, north."""
        x, y = self.column * STEP - self.width / 2, self.row * STEP - self.height / 2
        north, west = degrees(x, y, self.zoom)
        south, east = degrees(x + self.width, y + self.height, self.zoom)
        return west, south, east, north


def showing(box: Box, size: str = "small", closest: float = 15.5, edge: int = 28) -> View:
    """The closest view that shows a whole box with some edge."""
    west, south, east, north = box
    width, height = SIZES[size]
    x1, y1 = world(north, west, 0)
    x2, y2 = world(south, east, 0)
    wide = max(x2 - x1, 1e-9), max(y2 - y1, 1e-9)
    fits = min((width - 2 * edge) / wide[0], (height - 2 * edge) / wide[1])
    zoom = max(LEAST_ZOOM, min(closest, math.floor(math.log2(fits) * 4) / 4))
    x, y = world((south + north) / 2, (west + east) / 2, zoom)
    # The middle of a box lies not at the mean of its latitudes, but near enough at a town's size.
    return View(size, round(zoom * 4), round(x / STEP), round(y / STEP))


def read(key: str) -> View | None:
    """A view from its key in an address; None for what is none."""
    parts = key.split("-")
    if len(parts) != 4 or parts[0] not in SIZES:
        return None
    if not all(one.isascii() and one.isdigit() and len(one) < 10 for one in parts[1:]):
        return None
    found = View(parts[0], *(int(one) for one in parts[1:]))
    return found if LEAST_ZOOM <= found.zoom <= MOST_ZOOM else None


def around(points: Sequence[tuple[float, float]]) -> Box:
    """The box about (latitude, longitude) points."""
    latitudes, longitudes = [one[0] for one in points], [one[1] for one in points]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)
