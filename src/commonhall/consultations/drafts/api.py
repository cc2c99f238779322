"""Drafts for programs."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.consultations.conversations.api import Paged, named
from commonhall.consultations.drafts.models import Draft
from commonhall.consultations.round_tables.models import RoundTable

router = Router(tags=["conversations"])


class TextOut(Schema):
    id: int
    ref: str
    url: str
    title: str
    about: str
    state: str
    place: api.Named
    body: api.Named


class TextPage(Schema):
    items: list[TextOut]
    older: str
    newer: str


def text_out(request: HttpRequest, row: Draft | RoundTable) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "title": row.title,
        "about": row.about,
        "state": row.state,
        "place": named(row.unit),
        "body": named(row.body),
    }


@router.get("/drafts", response={200: TextPage, **api.READ}, operation_id="list_drafts")
def list_drafts(request: HttpRequest, wanted: Annotated[Paged, Query()]) -> Any:
    """Draft texts that can be or were commented and amended, newest first."""
    rows = Draft.objects.select_related("unit", "body")
    return api.listed(rows, lambda row: text_out(request, row), wanted.cursor, wanted.size)
