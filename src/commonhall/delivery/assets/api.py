"""The register of assets for programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.core import clock
from commonhall.delivery.assets import queries
from commonhall.delivery.assets.models import Asset

router = Router(tags=["plan"])


class AssetsWanted(Schema):
    kind: api.Code = ""
    place: api.Code = ""
    cursor: api.Cursor = ""
    size: api.Size = 20


class AssetOut(Schema):
    """Something a place owns. price: an hour, in minor units, as text."""

    id: int
    ref: str
    url: str
    code: str
    name: str
    names: dict[str, str]
    kind: str
    place: str
    body: str
    latitude: float | None
    longitude: float | None
    open_to: str
    opens: int
    closes: int
    price: str
    currency: str
    holder: str
    held_until: date | None
    retired_on: date | None


class AssetPage(Schema):
    items: list[AssetOut]
    older: str
    newer: str


class FreeHour(Schema):
    at: datetime
    taken: bool
    free: bool


def _asset(request: HttpRequest, row: Any) -> dict[str, Any]:
    held = next(iter(row.held), None)
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "code": row.code,
        "name": row.name,
        "names": row.names,
        "kind": row.kind,
        "place": row.unit.code,
        "body": row.body.code,
        "latitude": row.latitude,
        "longitude": row.longitude,
        "open_to": row.open_to,
        "opens": row.opens,
        "closes": row.closes,
        "price": str(row.price),
        "currency": row.currency,
        "holder": held.organisation.name if held else "",
        "held_until": held.ends if held else None,
        "retired_on": row.retired_on,
    }


@router.get("/assets", response={200: AssetPage, **api.READ}, operation_id="list_assets")
def list_assets(request: HttpRequest, wanted: Annotated[AssetsWanted, Query()]) -> Any:
    """What places own, newest first."""
    rows = queries.assets(queries.Filter(wanted.kind, wanted.place))
    return api.listed(rows, lambda row: _asset(request, row), wanted.cursor, wanted.size)


@router.get("/assets/{number}", response={200: AssetOut, **api.READ}, operation_id="read_asset")
def read_asset(request: HttpRequest, number: api.Id) -> Any:
    """One asset."""
    return _asset(request, api.one(request, queries.assets(), pk=number))


@router.get(
    "/assets/{number}/hours",
    response={200: list[FreeHour], **api.READ},
    operation_id="list_asset_hours",
)
def list_asset_hours(request: HttpRequest, number: api.Id, day: date | None = None) -> Any:
    """The hours of a day, free or taken; nobody's name."""
    row: Asset = api.one(request, queries.assets(), pk=number)
    (found,) = queries.week(row, day or clock.today(), 1)
    return [{"at": one.at, "taken": one.taken, "free": one.free} for one in found.hours]
