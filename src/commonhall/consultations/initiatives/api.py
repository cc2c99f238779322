"""Initiatives for programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.consultations.initiatives import queries
from commonhall.consultations.initiatives.models import Initiative

router = Router(tags=["initiatives"])


class Wanted(Schema):
    state: api.Code = ""
    kind: api.Code = ""
    place: api.Code = ""
    cursor: api.Cursor = ""
    size: api.Size = 20


class InitiativeOut(Schema):
    """What residents began. signed counts for needed; paper is a part of it; waiting is not yet."""

    id: int
    ref: str
    url: str
    title: str
    text: str
    kind: str
    state: str
    place: str
    body: str
    about: str
    signed: int
    paper: int
    waiting: int
    organisations: int
    needed: int
    begun_at: datetime
    closes_on: date
    reached_on: date | None
    due_on: date | None
    overdue_on: date | None
    outcome: str
    led_to: str
    answer: str
    decided_at: datetime | None
    hidden_for: str


class InitiativePage(Schema):
    items: list[InitiativeOut]
    older: str
    newer: str


@router.get(
    "/initiatives", response={200: InitiativePage, **api.READ}, operation_id="list_initiatives"
)
def list_initiatives(request: HttpRequest, wanted: Annotated[Wanted, Query()]) -> Any:
    """Initiatives, newest first."""
    rows = queries.initiatives(queries.Filter(wanted.state, wanted.place, wanted.kind))
    return api.listed(rows, lambda row: _out(request, row), wanted.cursor, wanted.size)


@router.get(
    "/initiatives/{number}",
    response={200: InitiativeOut, **api.READ},
    operation_id="get_initiative",
)
def get_initiative(request: HttpRequest, number: api.Id) -> Any:
    """One initiative."""
    rows = queries.initiatives(queries.Filter())
    return _out(request, api.one(request, rows, pk=number))


def _out(request: HttpRequest, row: Initiative) -> dict[str, Any]:
    return {
        **queries.told(row),
        "id": row.pk,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "text": "" if row.is_hidden else row.text,
        "answer": row.answer,
    }
