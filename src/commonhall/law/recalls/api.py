"""Recalls, ends and reviews, and why anybody may do anything, for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.law.demands.api import DemandsPaged, shared
from commonhall.law.recalls import queries
from commonhall.law.recalls.models import Recall

router = Router(tags=["law"])


class RecallOut(Schema):
    """A petition to recall a mandate. body: whose mandate it is."""

    id: int
    ref: str
    url: str
    mandate: str
    body: str
    state: str
    text: str
    answer: str
    signatures: int
    needed: int
    begun_at: str
    closes_on: date
    due_on: date | None
    overdue_on: date | None
    decided_at: str | None


class RecallPage(Schema):
    items: list[RecallOut]
    older: str
    newer: str


def _recall(request: HttpRequest, row: Recall) -> dict[str, Any]:
    return {
        **shared(request, row),
        "mandate": row.mandate.ref,
        "body": row.mandate.body.code,
        "signatures": row.signed,  # type: ignore[attr-defined]
        "needed": row.needed,
        "closes_on": row.closes_on,
    }


# --- recalls --------------------------------------------------------------------------------------
@router.get("/recalls", response={200: RecallPage, **api.READ}, operation_id="list_recalls")
def list_recalls(request: HttpRequest, wanted: Annotated[DemandsPaged, Query()]) -> Any:
    """Petitions for recall, newest first."""
    rows = queries.recalls(wanted.state)
    return api.listed(rows, lambda row: _recall(request, row), wanted.cursor, wanted.size)


@router.get("/recalls/{number}", response={200: RecallOut, **api.READ}, operation_id="read_recall")
def read_recall(request: HttpRequest, number: api.Id) -> Any:
    """One petition for recall."""
    return _recall(request, api.one(request, queries.recalls(), pk=number))
