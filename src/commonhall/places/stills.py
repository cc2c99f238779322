"""Still maps of places."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import shapely
from django.utils.translation import gettext, ngettext

from commonhall.places import queries
from commonhall.places.models import Unit
from commonhall.ui import maps


def of_unit(
    unit: Unit,
    marks: Sequence[maps.Mark] = (),
    *,
    words: str = "",
    url: str = "",
    size: str = "small",
) -> maps.Still | None:
    """A unit's boundary, or for the whole the whole map; None where there is nothing to draw."""
    said = words or gettext("Map of %(place)s") % {"place": unit.name}
    if unit.parent_id is None:
        return maps.Still(said, marks, (), said, url, size, whole=True)
    shape = queries.geometry(unit)
    return maps.Still(said, marks, [shape], said, url, size) if shape else None


def chosen_by_place(rows: Sequence[tuple[Unit | None, bool]]) -> maps.Still | None:
    """What a vote chose, by district: (where, chosen) of each choice. The districts that won are marked."""
    won: dict[int, list[Unit]] = {}
    seen: dict[int, Unit] = {}
    for unit, chosen in rows:
        if unit is not None and unit.parent_id is not None:
            seen[unit.pk] = unit
            if chosen:
                won.setdefault(unit.pk, []).append(unit)
    if not won:
        return None
    shapes = queries.boundaries(won)["features"]
    marks, said = [], []
    for feature in shapes:
        unit, count = seen[feature["id"]], len(won[feature["id"]])
        spot = _middle(feature["geometry"])
        marks.append(maps.Mark(spot.y, spot.x, "good", str(count) if count > 1 else ""))
        amount = ngettext("%(count)d winner", "%(count)d winners", count) % {"count": count}
        said.append(gettext("%(place)s: %(amount)s") % {"place": unit.name, "amount": amount})
    if not marks:
        return None
    areas = [one["geometry"] for one in shapes]
    words = "; ".join(said)
    return maps.Still(words, marks, areas, words, whole=True)


def _middle(geometry: dict[str, Any]) -> Any:
    return shapely.from_geojson(json.dumps(geometry)).representative_point()
