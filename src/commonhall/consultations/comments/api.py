"""Debates for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.consultations.comments import queries
from commonhall.consultations.comments.exports import told
from commonhall.consultations.comments.models import Remark
from commonhall.consultations.comments.subjects import thing_of

router = Router(tags=["debates"])


class Wanted(Schema):
    about: api.Code
    reply_to: int | None = None
    side: api.Code = ""
    kind: api.Code = ""
    order: api.Code = "newest"
    cursor: api.Cursor = ""
    size: api.Size = 20


class CommentOut(Schema):
    """A comment or a reply. text is empty where it is hidden, withdrawn or erased; name where a resident speaks."""

    id: int
    ref: str
    url: str
    about: str
    reply_to: int | None
    side: str
    speaker: str
    name: str
    text: str
    at: datetime
    edited_at: datetime | None
    withdrawn_at: datetime | None
    hidden_for: str
    useful: int
    replies: int


class CommentPage(Schema):
    items: list[CommentOut]
    older: str
    newer: str


@router.get(
    "/debate-comments", response={200: CommentPage, **api.READ}, operation_id="list_debate_comments"
)
def list_comments(request: HttpRequest, wanted: Annotated[Wanted, Query()]) -> Any:
    """Comments on a thing (`about`: its ref), or replies to one of them, by `order`: newest, oldest or useful."""
    if thing_of(wanted.about) is None:
        raise Http404
    narrowed = queries.Filter(wanted.side, wanted.kind, wanted.order)
    rows = queries.comments(wanted.about, narrowed)
    if wanted.reply_to is not None:
        parent = api.one(request, queries.comments(wanted.about), pk=wanted.reply_to)
        rows = queries.replies(parent)
    return api.listed(
        rows, lambda row: _out(request, row), wanted.cursor, wanted.size, narrowed.keys
    )


@router.get("/remarks/{number}", response={200: CommentOut, **api.READ}, operation_id="get_remark")
def get_comment(request: HttpRequest, number: api.Id) -> Any:
    """One comment."""
    row = api.one(request, Remark.objects.select_related("organisation", "office__body"), pk=number)
    if thing_of(row.about) is None:
        raise Http404
    return _out(request, row)


def _out(request: HttpRequest, row: Remark) -> dict[str, Any]:
    return {
        **told(row),
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
    }
