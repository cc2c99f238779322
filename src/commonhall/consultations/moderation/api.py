"""Moderation for programs: the log, read by anybody."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.consultations.conversations import queries
from commonhall.consultations.drafts.models import Draft
from commonhall.consultations.moderation import queries as moderation_queries
from commonhall.core.paging import page as page_of

router = Router(tags=["moderation"])


class HidingOut(Schema):
    """What was hidden (`about`: ref of the words; `hidden`: it still is); `verdict` is "" until an appeal is decided, `answer` says why it was decided so."""

    about: str
    statement: int | None
    comment: int | None
    initiative: int | None
    remark: int | None
    reason: str
    hidden: bool
    body: api.Named
    at: datetime | None
    appealed_at: datetime | None
    verdict: str
    answer: str
    decided_by: api.Named | None


class HidingPage(Schema):
    items: list[HidingOut]
    older: str
    newer: str


class Paged(Schema):
    cursor: api.Cursor = ""
    size: api.Size = 20


@router.get(
    "/conversations/{number}/moderations",
    response={200: HidingPage, **api.READ},
    operation_id="list_hidden_statements",
)
def list_statements(request: HttpRequest, number: api.Id, wanted: Annotated[Paged, Query()]) -> Any:
    """What was hidden in a conversation, newest first, with the appeals."""
    conversation = get_object_or_404(queries.visible(), pk=number)
    rows = moderation_queries.statements().filter(statement__conversation=conversation)
    return api.listed(rows, moderation_queries.of_statement, wanted.cursor, wanted.size)


@router.get(
    "/drafts/{number}/moderations",
    response={200: HidingPage, **api.READ},
    operation_id="list_hidden_comments",
)
def list_comments(request: HttpRequest, number: api.Id, wanted: Annotated[Paged, Query()]) -> Any:
    """Comments on a draft text that were hidden, newest first, with the appeals."""
    draft = get_object_or_404(Draft, pk=number)
    rows = moderation_queries.comments().filter(paragraph__draft=draft)
    return api.listed(rows, moderation_queries.of_words, wanted.cursor, wanted.size)


class HidingAct(Schema):
    """An act by which words were hidden, as the record has it; `now`: what became of it, null where it was undone."""

    entry: str
    about: str
    at: datetime
    now: HidingOut | None


class HidingActPage(Schema):
    items: list[HidingAct]
    older: str
    newer: str


@router.get(
    "/moderations", response={200: HidingActPage, **api.READ}, operation_id="list_moderations"
)
def list_all(request: HttpRequest, wanted: Annotated[Paged, Query()]) -> Any:
    """All that moderation hid, whatever kind of words, newest first."""
    rows = moderation_queries.hidings()
    found = page_of(rows, ("-id",), wanted.cursor, wanted.size)
    now = moderation_queries.now_of(one.subject for one in found.rows)
    items = [
        {
            "entry": str(one.pk),
            "about": one.subject,
            "at": one.occurred_at,
            "now": now.get(one.subject),
        }
        for one in found.rows
    ]
    return {"items": items, "older": found.older, "newer": found.newer}
