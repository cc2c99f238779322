"""Asking about places: which units exist, what lies within, where a point is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely
from django.core.cache import caches
from django.db.models import Max, Min, QuerySet
from django.urls import reverse
from django.utils.translation import get_language

from commonhall.actions.models import Version
from commonhall.core.compiled_queries import CompiledQuery
from commonhall.places.models import Boundary, Unit

Point = tuple[float, float]


def units() -> QuerySet[Unit]:
    """All units in force, parents before children."""
    return Unit.objects.filter(ended_on=None).order_by("path")


_BY_ID: CompiledQuery[Unit] = CompiledQuery(lambda pk: Unit.objects.filter(pk=pk), pk=0)


def unit_by_id(pk: int) -> Unit:
    """One unit. Raises Unit.DoesNotExist."""
    found = _BY_ID.rows(pk=pk)
    if not found:
        raise Unit.DoesNotExist(f"there is no unit {pk}")
    return found[0]


def within(unit: Unit) -> QuerySet[Unit]:
    """A unit and all that lies in it."""
    return Unit.objects.filter(path__startswith=unit.path)


def ancestors(unit: Unit) -> list[int]:
    """Ids from the root to the unit itself."""
    return [int(part) for part in unit.path.strip("/").split("/") if part]


def covers(outer: int, inner: Unit) -> bool:
    """Does the unit with id `outer` contain `inner` (or is it the same)?"""
    return f"/{outer}/" in inner.path


class Locator:
    """Finds the smallest unit around each of many points; built once per state of the boundaries."""

    def __init__(self) -> None:
        rows = list(
            Boundary.objects.select_related("unit")
            .filter(unit__ended_on=None)
            .order_by("unit__path")
        )
        self.ids = [row.unit_id for row in rows]
        self.depth = np.array([row.unit.level for row in rows])
        self.shapes = [shapely.from_geojson(row.geometry) for row in rows]
        self.tree = shapely.STRtree(self.shapes)

    def find(self, points: Sequence[Point]) -> list[int | None]:
        """Unit ids for (latitude, longitude) points; None for a point outside the territory."""
        found: list[int | None] = [None] * len(points)
        if not points or not self.ids:
            return found
        spots = shapely.points([(longitude, latitude) for latitude, longitude in points])
        deepest = np.full(len(points), -1)
        for spot, shape in zip(*self.tree.query(spots, predicate="intersects"), strict=True):
            if self.depth[shape] > deepest[spot]:
                deepest[spot] = self.depth[shape]
                found[spot] = self.ids[shape]
        return found


_locator: tuple[int, Locator] | None = None


def locate(points: Sequence[Point]) -> list[int | None]:
    """Which unit each (latitude, longitude) lies in, batch first; one query when nothing changed."""
    global _locator
    state = Version.objects.filter(type="places.boundary").aggregate(last=Max("id"))["last"] or 0
    if _locator is None or _locator[0] != state:
        _locator = (state, Locator())
    return _locator[1].find(points)


def forget() -> None:
    """Read the boundaries anew at the next use: the database is another one now."""
    global _locator
    _locator = None


def boundaries(units_wanted: Iterable[int] | None = None) -> dict[str, Any]:
    """GeoJSON of simplified boundaries, cached until a boundary changes."""
    state = Version.objects.filter(type="places.boundary").aggregate(last=Max("id"))["last"] or 0
    wanted = sorted(units_wanted) if units_wanted is not None else None
    of = "-".join(map(str, wanted)) if wanted is not None else "all"
    key = f"places-boundaries-{state}-{get_language()}-{of}"
    shown: dict[str, Any] | None = caches["local"].get(key)
    if shown is None:
        rows = Boundary.objects.select_related("unit").filter(unit__ended_on=None)
        if wanted is not None:
            rows = rows.filter(unit_id__in=wanted)
        found = list(rows)
        shown = {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "id": row.unit_id,
                    "geometry": json.loads(row.simplified),
                    "properties": {
                        "label": row.unit.name,
                        "code": row.unit.code,
                        "part": row.unit.parent_id is not None,
                        "url": reverse("places:unit", args=[row.unit_id]),
                    },
                }
                for row in found
            ],
        }
        if found:
            shown["bbox"] = [
                min(row.west for row in found),
                min(row.south for row in found),
                max(row.east for row in found),
                max(row.north for row in found),
            ]
        caches["local"].set(key, shown, 3600)
    return shown


def bounds() -> tuple[float, float, float, float] | None:
    """West, south, east and north of the whole territory; None without boundaries."""
    found = Boundary.objects.filter(unit__ended_on=None).aggregate(
        west=Min("west"), south=Min("south"), east=Max("east"), north=Max("north")
    )
    if found["west"] is None:
        return None
    return found["west"], found["south"], found["east"], found["north"]


def geometry(unit: Unit) -> dict[str, Any] | None:
    """A unit's simplified boundary as GeoJSON; None where it has none."""
    row = Boundary.objects.filter(unit=unit).values_list("simplified", flat=True).first()
    return json.loads(row) if row else None
