"""Shifts for programs."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.delivery.plan.api import PlanPaged
from commonhall.delivery.shifts import actions as shift_actions
from commonhall.delivery.shifts import queries
from commonhall.delivery.shifts.models import Shift
from commonhall.people.api_keys.keys import Key

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


class Empty(Schema):
    """No input is needed."""


def _shift(request: HttpRequest, row: Shift) -> dict[str, Any]:
    return {
        "id": row.pk, "ref": row.ref, "url": request.build_absolute_uri(row.get_absolute_url()),
        "name": row.name, "place": row.unit.code, "starts_at": row.starts_at.isoformat(),
        "ends_at": row.ends_at.isoformat(), "places": row.places,
        "signed_up": row.signed_up,  # type: ignore[attr-defined]
    }  # fmt: skip


@router.get("/shifts", response={200: ShiftPage, **api.READ}, operation_id="list_shifts")
def list_shifts(request: HttpRequest, wanted: Annotated[PlanPaged, Query()]) -> Any:
    """Hands wanted, newest first."""
    rows = queries.shifts().filter(cancelled=False)
    return api.listed(rows, lambda row: _shift(request, row), wanted.cursor, wanted.size)


@router.post(
    "/shifts/{number}/join",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="join_shift",
)
def join(request: HttpRequest, number: api.Id, given: Empty, once: api.IdempotencyKey) -> Any:
    """Sign up for a shift."""
    shift = get_object_or_404(queries.shifts(), pk=number)
    return api.perform(request, shift_actions.join_shift, request.auth, once, shift=shift)  # type: ignore[attr-defined]


@router.post(
    "/shifts/{number}/leave",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="leave_shift",
)
def leave(request: HttpRequest, number: api.Id, given: Empty, once: api.IdempotencyKey) -> Any:
    """Give the place free again."""
    shift = get_object_or_404(queries.shifts(), pk=number)
    return api.perform(request, shift_actions.leave_shift, request.auth, once, shift=shift)  # type: ignore[attr-defined]
