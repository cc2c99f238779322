"""Services, floors and alarms for programs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from commonhall.acts import api
from commonhall.acts.refusals import BadInput
from commonhall.people.tokens import Key
from commonhall.places.models import Unit
from commonhall.services import acts, queries
from commonhall.services.measures import parts
from commonhall.services.models import Alarm, Floor, Service

router = Router(tags=["services"])


class ServiceOut(Schema):
    """Something residents get. rules: who is entitled, all must hold."""

    id: int
    ref: str
    url: str
    code: str
    name: str
    names: dict[str, str]
    texts: dict[str, str]
    channels: dict[str, str]
    cost: dict[str, str]
    rules: list[dict[str, Any]]
    body: str
    place: str


class ServicePage(Schema):
    items: list[ServiceOut]
    older: str
    newer: str


class FloorOut(Schema):
    """A line nobody may fall below; `broken`: in how many places it is broken now."""

    id: int
    ref: str
    url: str
    name: str
    names: dict[str, str]
    measure: str
    threshold: float
    at_least: bool
    body: str
    place: str
    days: int
    broken: int


class StandingOut(Schema):
    place: str
    value: float | None
    on: date | None
    holds: bool | None


class FloorWhole(FloorOut):
    standings: list[StandingOut]


class FloorPage(Schema):
    items: list[FloorOut]
    older: str
    newer: str


class AlarmOut(Schema):
    """A broken floor with its case and the day by which it must be mended."""

    id: int
    floor: int
    place: str
    value: float
    case: int
    opened_at: str
    due_on: date
    ended_at: str | None


class AlarmPage(Schema):
    items: list[AlarmOut]
    older: str
    newer: str


class ServicesPaged(Schema):
    cursor: api.Cursor = ""
    size: api.Size = 20


class ValueIn(Schema):
    place: api.Code
    value: Annotated[Decimal, Field(gt=-(10**9), lt=10**9, decimal_places=2)]


def _service(request: HttpRequest, row: Service) -> dict[str, Any]:
    return {
        "id": row.pk, "ref": row.ref, "url": request.build_absolute_uri(row.get_absolute_url()),
        "code": row.code, "name": row.name, "names": row.names, "texts": row.texts,
        "channels": row.channels, "cost": row.cost, "rules": row.rules, "body": row.body.code,
        "place": row.unit.code,
    }  # fmt: skip


def _floor(request: HttpRequest, row: Floor) -> dict[str, Any]:
    return {
        "id": row.pk, "ref": row.ref, "url": request.build_absolute_uri(row.get_absolute_url()),
        "name": row.name, "names": row.names, "measure": row.measure,
        "threshold": float(row.threshold), "at_least": row.at_least, "body": row.body.code,
        "place": row.unit.code, "days": row.days, "broken": row.broken,  # type: ignore[attr-defined]
    }  # fmt: skip


def _alarm(row: Alarm) -> dict[str, Any]:
    return {
        "id": row.pk, "floor": row.floor_id, "place": row.unit.code, "value": float(row.value),
        "case": row.case_id, "opened_at": row.opened_at.isoformat(), "due_on": row.due_on,
        "ended_at": api.moment(row.ended_at),
    }  # fmt: skip


@router.get("/services", response={200: ServicePage, **api.READ}, operation_id="list_services")
def list_services(request: HttpRequest, wanted: Annotated[ServicesPaged, Query()]) -> Any:
    """The catalogue of services, newest first."""
    rows = queries.services()
    return api.listed(rows, lambda row: _service(request, row), wanted.cursor, wanted.size)


@router.get("/services/{code}", response={200: ServiceOut, **api.READ}, operation_id="read_service")
def read_service(request: HttpRequest, code: api.Code) -> Any:
    """One service."""
    return _service(request, get_object_or_404(queries.services(), code=code))


@router.get("/floors", response={200: FloorPage, **api.READ}, operation_id="list_floors")
def list_floors(request: HttpRequest, wanted: Annotated[ServicesPaged, Query()]) -> Any:
    """Floors in force, newest first."""
    rows = queries.floors()
    return api.listed(rows, lambda row: _floor(request, row), wanted.cursor, wanted.size)


@router.get("/floors/{number}", response={200: FloorWhole, **api.READ}, operation_id="read_floor")
def read_floor(request: HttpRequest, number: api.Id) -> Any:
    """One floor with its newest value in each place."""
    row = get_object_or_404(queries.floors(), pk=number)
    found = queries.standings(row, parts(row.unit))
    return {
        **_floor(request, row),
        "standings": [
            {
                "place": one.unit.code,
                "value": None if one.value is None else float(one.value),
                "on": one.on,
                "holds": one.holds,
            }
            for one in found
        ],
    }


@router.get("/alarms", response={200: AlarmPage, **api.READ}, operation_id="list_alarms")
def list_alarms(request: HttpRequest, wanted: Annotated[ServicesPaged, Query()]) -> Any:
    """Broken floors, those that hold again too, newest first."""
    return api.listed(queries.alarms(), _alarm, wanted.cursor, wanted.size)


@router.post(
    "/floors/{number}/values",
    response={201: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="report_value",
)
def report_value(
    request: HttpRequest, number: api.Id, given: ValueIn, once: api.IdempotencyKey
) -> Any:
    """Report what was measured in a place; below the floor the alarm goes off."""
    floor = get_object_or_404(Floor.objects.select_related("unit"), pk=number)
    unit = Unit.objects.filter(code=given.place).first()
    if unit is None:
        raise BadInput("place", f"there is no place {given.place!r}")
    return api.created(
        request, acts.report_value, request.auth, once,  # type: ignore[attr-defined]
        floor=floor, unit=unit, value=given.value,
    )  # fmt: skip
