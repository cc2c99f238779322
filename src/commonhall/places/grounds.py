"""The ground that now holds: kept in memory while nothing changes, and found in by names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

import shapely
from django.db.models import Case, IntegerField, QuerySet, Value, When

from commonhall.actions.context import Context
from commonhall.core import search
from commonhall.core.models import SearchText
from commonhall.places.ground_files import Layers
from commonhall.places.models import Ground, NamedSpot
from commonhall.places.queries import locate
from commonhall.ui import fold
from commonhall.ui.ground import shapes

SPOT = "places.namedspot"
# Streets of one name whose pieces lie nearer than this, in degrees, are one street.
TOGETHER = 0.006
MOST_FOUND = 8
_kept: tuple[str, shapes.Ground] | None = None


def digest() -> str:
    """The ground's digest, "" where there is none."""
    row = Ground.objects.order_by("-pk").values_list("sha256", flat=True).first()
    return str(row or "")


def ground() -> shapes.Ground | None:
    """The ground that now holds, built once per state; one short query when nothing changed."""
    global _kept
    now = digest()
    if not now:
        return None
    if _kept is None or _kept[0] != now:
        row = Ground.objects.filter(sha256=now).latest("pk")
        _kept = (now, shapes.Ground.of(json.loads(row.layers), now, row.thanks))
    return _kept[1]


def write_ground(ctx: Context, layers: Layers, thanks: str = "") -> Ground:
    """Store a ground and the names it is searched by; also used by the founding act."""
    made = ctx.save(
        Ground(
            sha256=hashlib.sha256(layers.text.encode()).hexdigest(),
            features=layers.features,
            thanks=thanks,
            layers=layers.text,
        )
    )
    _write_names(json.loads(layers.text))
    return made


def _write_names(data: Mapping[str, Any]) -> None:
    SearchText.objects.filter(kind=SPOT).delete()
    NamedSpot.objects.all().delete()
    rows = list(_spots(shapes.Ground.of(data)))
    units = locate([(row.latitude, row.longitude) for row in rows])
    for row, unit in zip(rows, units, strict=True):
        row.unit_id = unit
    NamedSpot.objects.bulk_create(rows, batch_size=500)
    search.index(SPOT, lines())


def _spots(whole: shapes.Ground) -> Iterable[NamedSpot]:
    named: dict[tuple[str, str], list[Any]] = {}
    for piece in whole.pieces:
        if piece.name and piece.kind != "rail":
            named.setdefault((piece.kind, piece.name), []).append(piece.shape)
    for (kind, name), parts in named.items():
        if kind == "building" and ("place", name) in named:
            continue
        united = shapely.union_all(parts)
        for near in shapely.get_parts(united.buffer(TOGETHER / 2)):
            shape = united.intersection(near)
            spot = _middle(shape)
            yield NamedSpot(
                kind=kind,
                name=name,
                sought=fold.fold(name)[:160],
                latitude=round(spot.y, 6),
                longitude=round(spot.x, 6),
            )


def _middle(shape: Any) -> Any:
    """A point on the thing itself: half way along a line, within an area."""
    lines = [one for one in shapely.get_parts(shape) if one.geom_type == "LineString"]
    if not lines:
        return shape.representative_point()
    longest = max(lines, key=lambda one: one.length)
    return longest.interpolate(0.5, normalized=True)


def lines() -> Iterable[search.Line]:
    """What each named spot is found by in the search of everything."""
    for row in NamedSpot.objects.select_related("unit").order_by("pk"):
        yield row.pk, f"{row.name} {row.unit.name if row.unit else ''}"


def find(words: str, most: int = MOST_FOUND) -> QuerySet[NamedSpot]:
    """Streets and places whose name holds every word, parts of words too; those that begin so first."""
    wanted = fold.fold(words).split()[:6]
    if not wanted:
        return NamedSpot.objects.none()
    rows = NamedSpot.objects.select_related("unit")
    for word in wanted:
        rows = rows.filter(sought__contains=word)
    first = Case(
        When(sought__startswith=wanted[0], then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return rows.order_by(first, "name", "pk")[:most]


def where(latitude: float | None, longitude: float | None) -> str:
    """The name of the street a point is at, "" where none is near."""
    if latitude is None or longitude is None:
        return ""
    now = ground()
    return now.street_at(float(latitude), float(longitude)) if now else ""
