"""Shifts for programs."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.delivery.plan.api import PlanPaged
from commonhall.delivery.shifts import queries
from commonhall.delivery.shifts.models import Shift

router = Router(tags=["plan"])


class ShiftOut(Schema):
    """Hands wanted. Who signed up is not published; how many is."""

    id: int
    ref: str
    url: str
    name: str
    place: str
    starts_at: str
    ends_at: str
    places: int
    signed_up: int


class ShiftPage(Schema):
    items: list[ShiftOut]
    older: str
    newer: str


def _shift(request: HttpRequest, row: Shift) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "name": row.name,
        "place": row.unit.code,
        "starts_at": row.starts_at.isoformat(),
        "ends_at": row.ends_at.isoformat(),
        "places": row.places,
        "signed_up": row.signed_up,  # type: ignore[attr-defined]
    }


@router.get("/shifts", response={200: ShiftPage, **api.READ}, operation_id="list_shifts")
def list_shifts(request: HttpRequest, wanted: Annotated[PlanPaged, Query()]) -> Any:
    """Hands wanted, newest first."""
    rows = queries.shifts().filter(cancelled=False)
    return api.listed(rows, lambda row: _shift(request, row), wanted.cursor, wanted.size)
