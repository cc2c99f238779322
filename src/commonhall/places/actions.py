"""What may be done with places: bring in a tree of units with boundaries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import shapely
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, owed
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Internal
from commonhall.places.models import Boundary, Unit
from commonhall.places.shapes import area_of

# At most some forty metres, and no more than a four-hundredth of the shape: invisible where all of it is shown.
SIMPLIFY_DEGREES, SIMPLIFY_SHARE = 0.0004, 1 / 400


@dataclass(frozen=True)
class UnitRow:
    """One unit as an importer brings it. parent: a code; geometry: a shapely shape or None."""

    code: str
    kind: str
    names: dict[str, str]
    parent: str = ""
    geometry: Any = None


@action(
    "places.import_units",
    by=(Kind.OFFICE, Kind.SYSTEM),
    power="set-territory",
    nobody_concerned=exemptions.EVERYBODY,
    remedy=owed.DONE_AGAIN,
    title=_("Import territorial units"),
    done=_("Territorial units imported"),
    batch=True,
    no_door="brought in by commonhall import",
)
def import_units(
    ctx: Context,
    rows: Annotated[list[UnitRow], Internal()],
    source_sha256: Annotated[str, Internal()],
) -> int:
    """Add the units that are not there yet, and boundaries that changed; returns how many changed.

    Rows must come parents first.
    """
    return write_units(ctx, rows, source_sha256)


def write_units(ctx: Context, rows: list[UnitRow], source_sha256: str = "") -> int:
    """The work of `import_units`, also used by the founding act."""
    known = {unit.code: unit for unit in Unit.objects.all()}
    boundaries = {row.unit_id: row for row in Boundary.objects.all()}
    changed = 0
    for row in rows:
        unit = known.get(row.code)
        parent = known[row.parent] if row.parent else None
        if unit is None:
            unit = ctx.save(Unit(code=row.code, kind=row.kind, names=row.names, parent=parent))
            unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
            unit = ctx.save(unit)
            known[row.code] = unit
            changed += 1
        elif unit.names != row.names:
            unit.names = row.names
            ctx.save(unit)
            changed += 1
        if row.geometry is not None:
            changed += _write_boundary(ctx, unit, row.geometry, boundaries.get(unit.pk))
    ctx.note(source_sha256=source_sha256 or None, units=len(rows))
    return changed


def _write_boundary(ctx: Context, unit: Unit, shape: Any, present: Boundary | None) -> int:
    shape = area_of(shape)
    geometry = shapely.to_geojson(shape)
    if present is not None and present.geometry == geometry:
        return 0
    west, south, east, north = shape.bounds
    fine = min(SIMPLIFY_DEGREES, max(east - west, north - south) * SIMPLIFY_SHARE)
    small = shape.simplify(fine, preserve_topology=True)
    values = {
        "geometry": geometry,
        "simplified": shapely.to_geojson(shapely.set_precision(small, 1e-5)),
        "west": west,
        "south": south,
        "east": east,
        "north": north,
    }
    if present is None:
        ctx.save(Boundary(unit=unit, **values))
    else:
        for name, value in values.items():
            setattr(present, name, value)
        ctx.save(present)
    return 1
