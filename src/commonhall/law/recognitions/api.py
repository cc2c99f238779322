"""Recognitions for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.law.recognitions import queries
from commonhall.law.recognitions.models import Recognition

router = Router(tags=["law"])


class RecognitionOut(Schema):
    """An organisation's request for standing, or its standing. body: who answers; until: its last day."""

    id: int
    ref: str
    organisation: int
    body: str
    state: str
    text: str
    reasons: str
    due_on: date | None
    until: date | None


class RecognitionPage(Schema):
    items: list[RecognitionOut]
    older: str
    newer: str


class RecognitionsPaged(Schema):
    cursor: api.Cursor = ""
    size: api.Size = 20


@router.get(
    "/recognitions", response={200: RecognitionPage, **api.READ}, operation_id="list_recognitions"
)
def list_recognitions(request: HttpRequest, wanted: Annotated[RecognitionsPaged, Query()]) -> Any:
    """Recognitions of organisations, newest first."""
    return api.listed(queries.recognitions(), _recognition, wanted.cursor, wanted.size)


def _recognition(row: Recognition) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "organisation": row.organisation_id,
        "body": row.body.code,
        "state": row.state,
        "text": row.text,
        "reasons": row.reasons,
        "due_on": row.due_on,
        "until": row.until,
    }
