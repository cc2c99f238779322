"""Moderation for programs: the log read by anybody; hiding, appeals and decisions with a key."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from commonhall.actions import api
from commonhall.actions.declaration import Action
from commonhall.consultations.conversations import queries
from commonhall.consultations.conversations.models import Statement
from commonhall.consultations.drafts.models import Comment, Draft
from commonhall.consultations.moderation import actions
from commonhall.consultations.moderation import queries as moderation_queries
from commonhall.people.api_keys.keys import Key

router = Router(tags=["moderation"])
Reason = Literal["off-topic", "insult", "private", "duplicate", "several", "unlawful"]


class HidingOut(Schema):
    """What was hidden; `verdict` is "" until an appeal is decided, `answer` says why it was decided so."""

    statement: int | None
    comment: int | None
    reason: str
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


class HideIn(Schema):
    reason: Reason


class ModerateIn(HideIn):
    note: Annotated[api.Text, Field(max_length=500)] = ""


class AppealIn(Schema):
    text: Annotated[api.Text, Field(min_length=1, max_length=1000)]


class VerdictIn(Schema):
    verdict: Literal["upheld", "overturned"]
    text: Annotated[api.Text, Field(min_length=1, max_length=1000)]


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
    return api.listed(rows, moderation_queries.of_comment, wanted.cursor, wanted.size)


def _statement(
    request: HttpRequest, action: Action[..., Any], number: int, once: str, given: Schema
) -> dict[str, Any]:
    rows = Statement.objects.filter(conversation__in=queries.visible())
    statement = get_object_or_404(rows.select_related("conversation"), pk=number)
    actor = request.auth  # type: ignore[attr-defined]
    return api.perform(request, action, actor, once, statement=statement, **given.dict())


def _comment(
    request: HttpRequest, action: Action[..., Any], number: int, once: str, given: Schema
) -> dict[str, Any]:
    rows = Comment.objects.select_related("paragraph__draft", "hidden_by")
    comment = get_object_or_404(rows, pk=number)
    actor = request.auth  # type: ignore[attr-defined]
    return api.perform(request, action, actor, once, comment=comment, **given.dict())


@router.post(
    "/statements/{number}/moderate",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="moderate_statement",
)
def moderate_statement(
    request: HttpRequest, number: api.Id, given: ModerateIn, once: api.IdempotencyKey
) -> Any:
    """Hide a statement for one of the published reasons; its author may appeal."""
    return _statement(request, actions.moderate_statement, number, once, given)


@router.post(
    "/statements/{number}/appeal",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="appeal_statement",
)
def appeal_statement(
    request: HttpRequest, number: api.Id, given: AppealIn, once: api.IdempotencyKey
) -> Any:
    """Ask another body to look at your hidden statement again; once."""
    return _statement(request, actions.appeal_moderation, number, once, given)


@router.post(
    "/statements/{number}/decide-appeal",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="decide_statement_appeal",
)
def decide_statement_appeal(
    request: HttpRequest, number: api.Id, given: VerdictIn, once: api.IdempotencyKey
) -> Any:
    """Leave a statement hidden, or show it again, with the reason."""
    return _statement(request, actions.decide_appeal, number, once, given)


@router.post(
    "/comments/{number}/hide",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="hide_comment",
)
def hide_comment(
    request: HttpRequest, number: api.Id, given: HideIn, once: api.IdempotencyKey
) -> Any:
    """Hide a comment on a draft text for one of the published reasons; its author may appeal."""
    return _comment(request, actions.hide_comment, number, once, given)


@router.post(
    "/comments/{number}/appeal",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="appeal_comment",
)
def appeal_comment(
    request: HttpRequest, number: api.Id, given: AppealIn, once: api.IdempotencyKey
) -> Any:
    """Ask another body to look at your hidden comment again; once."""
    return _comment(request, actions.appeal_comment, number, once, given)


@router.post(
    "/comments/{number}/decide-appeal",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="decide_comment_appeal",
)
def decide_comment_appeal(
    request: HttpRequest, number: api.Id, given: VerdictIn, once: api.IdempotencyKey
) -> Any:
    """Leave a comment hidden, or show it again, with the reason."""
    return _comment(request, actions.decide_comment_appeal, number, once, given)
