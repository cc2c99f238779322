"""Sources behind many cases, for programs."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.cases.cases.api import named
from commonhall.cases.sources import queries as source_queries
from commonhall.cases.sources.models import Source

router = Router(tags=["cases"])


class SourceOut(Schema):
    """The common cause behind several cases."""

    id: int
    ref: str
    url: str
    title: str
    text: str
    state: str
    ended_at: str | None
    watched_until: str | None
    reopened: int
    body: api.Named
    place: api.Named
    cases: int


class SourcePage(Schema):
    items: list[SourceOut]
    older: str
    newer: str


class Paged(Schema):
    cursor: api.Cursor = ""
    size: api.Size = 20


@router.get("/sources", response={200: SourcePage, **api.READ}, operation_id="list_sources")
def list_sources(request: HttpRequest, wanted: Annotated[Paged, Query()]) -> Any:
    """Common causes of cases, newest first."""
    return api.listed(
        source_queries.sources(), lambda row: _source(request, row), wanted.cursor, wanted.size
    )


def _source(request: HttpRequest, row: Source) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "title": row.title,
        "text": row.text,
        "state": row.state,
        "ended_at": api.moment(row.ended_at),
        "watched_until": row.watched_until.isoformat() if row.watched_until else None,
        "reopened": row.reopened,
        "body": named(row.body),
        "place": named(row.unit),
        "cases": row.number,  # type: ignore[attr-defined]
    }
