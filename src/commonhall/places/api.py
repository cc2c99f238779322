"""Territorial units for programs."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from commonhall.actions import api
from commonhall.places import queries
from commonhall.places.models import Unit

router = Router(tags=["places"])


class UnitOut(api.Named):
    kind: str
    parent: str | None = Field(description="code of the unit it lies in")
    names: dict[str, str] = Field(description="its name by language")


class Spot(Schema):
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]


def shown(row: Unit) -> dict[str, Any]:
    parent = row.parent.code if row.parent else None
    return {
        "code": row.code,
        "name": row.name,
        "names": row.names,
        "kind": row.kind,
        "parent": parent,
    }


@router.get("/units", response={200: list[UnitOut]}, operation_id="list_units")
def list_units(request: HttpRequest) -> Any:
    """All territorial units in force, parents before children."""
    return [shown(row) for row in queries.units().select_related("parent")]


@router.get("/units/at", response={200: UnitOut, **api.READ}, operation_id="find_unit_at_a_point")
def unit_at(request: HttpRequest, spot: Annotated[Spot, Query()]) -> Any:
    """The smallest unit around a point (WGS 84 degrees); 404 outside the territory."""
    found = queries.locate([(spot.latitude, spot.longitude)])[0]
    return shown(get_object_or_404(Unit.objects.select_related("parent"), pk=found or 0))


@router.get("/units/{code}", response={200: UnitOut, **api.READ}, operation_id="read_unit")
def read_unit(request: HttpRequest, code: api.Code) -> Any:
    """One territorial unit."""
    return shown(api.one(request, Unit.objects.select_related("parent"), code=code))
