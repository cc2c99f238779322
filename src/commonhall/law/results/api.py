"""Results of elections, for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.law.results import queries
from commonhall.law.results.models import PeoplesResult

router = Router(tags=["law"])


class ResultOut(Schema):
    """What the residents elected, as entered. digest: SHA-256 of the official result's file."""

    id: int
    ref: str
    url: str
    body: str
    kind: str
    state: str
    held_on: date
    evidence: str
    digest: str
    starts: date
    ends: date
    seats: int
    entered_by: str
    decided_by: str | None
    decided_on: date | None
    mandate: str | None


class ResultPage(Schema):
    items: list[ResultOut]
    older: str
    newer: str


class Paged(Schema):
    cursor: api.Cursor = ""
    size: api.Size = 20


def _result(request: HttpRequest, row: PeoplesResult) -> dict[str, Any]:
    own = ("kind", "state", "held_on", "evidence", "digest", "starts", "ends", "decided_on")
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "body": row.body.code,
        "seats": row.seats,  # type: ignore[attr-defined]
        "entered_by": row.entered_by.code,
        "decided_by": row.decided_by.code if row.decided_by else None,
        "mandate": row.mandate.ref if row.mandate else None,
        **{name: getattr(row, name) for name in own},
    }


@router.get("/results", response={200: ResultPage, **api.READ}, operation_id="list_results")
def list_results(request: HttpRequest, wanted: Annotated[Paged, Query()]) -> Any:
    """Results of elections, newest first."""
    rows = queries.results()
    return api.listed(rows, lambda row: _result(request, row), wanted.cursor, wanted.size)


@router.get("/results/{number}", response={200: ResultOut, **api.READ}, operation_id="read_result")
def read_result(request: HttpRequest, number: api.Id) -> Any:
    """One result of an election."""
    return _result(request, api.one(request, queries.results(), pk=number))
