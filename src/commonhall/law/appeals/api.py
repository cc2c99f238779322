"""Appeals and challenges for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from commonhall.actions import api
from commonhall.core.refusals import BadInput
from commonhall.law.appeals import actions, queries
from commonhall.law.appeals.models import Appeal
from commonhall.law.demands.api import DemandsPaged, TextIn, shared
from commonhall.people.api_keys.keys import Key
from commonhall.record.models import Entry

router = Router(tags=["law"])


class AppealOut(Schema):
    """An appeal against one action of public power. body: who acted. Who appealed is not published."""

    id: int
    ref: str
    url: str
    entry: str
    action: str
    about: str
    body: str
    place: str
    organisation: int | None
    state: str
    text: str
    answer: str
    filed_at: str
    due_on: date | None
    overdue_on: date | None
    decided_at: str | None
    decided_by: str | None


class AppealPage(Schema):
    items: list[AppealOut]
    older: str
    newer: str


class AppealIn(TextIn):
    entry: UUID = Field(description="the entry of the act in the record")


class VerdictIn(TextIn):
    verdict: api.Code = Field(description="granted, sent_back or dismissed")


def _appeal(request: HttpRequest, row: Appeal) -> dict[str, Any]:
    return {
        **shared(request, row), "entry": str(row.entry), "action": row.action, "about": row.about,
        "body": row.body.code, "place": row.unit.code,
        "decided_by": row.decided_by.code if row.decided_by else None,
    }  # fmt: skip


# --- appeals --------------------------------------------------------------------------------------
@router.get("/appeals", response={200: AppealPage, **api.READ}, operation_id="list_appeals")
def list_appeals(request: HttpRequest, wanted: Annotated[DemandsPaged, Query()]) -> Any:
    """Appeals, newest first."""
    rows = queries.appeals(wanted.state)
    return api.listed(rows, lambda row: _appeal(request, row), wanted.cursor, wanted.size)


@router.get("/appeals/{number}", response={200: AppealOut, **api.READ}, operation_id="read_appeal")
def read_appeal(request: HttpRequest, number: api.Id) -> Any:
    """One appeal."""
    return _appeal(request, get_object_or_404(queries.appeals(), pk=number))


@router.post(
    "/appeals", response={201: api.Done, **api.WRITE}, auth=Key(), operation_id="file_appeal"
)
def file_appeal(request: HttpRequest, given: AppealIn, once: api.IdempotencyKey) -> Any:
    """Appeal one action of public power, named by its entry in the record."""
    entry = Entry.objects.filter(pk=given.entry).first()
    if entry is None:
        raise BadInput("entry", "there is no such entry in the record")
    return api.created(
        request, actions.file_appeal, request.auth, once,  # type: ignore[attr-defined]
        entry=entry, text=given.text,
    )  # fmt: skip


@router.post(
    "/appeals/{number}/decision",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="decide_appeal",
)
def decide(request: HttpRequest, number: api.Id, given: VerdictIn, once: api.IdempotencyKey) -> Any:
    """Decide an appeal; what is granted is annulled where it can be."""
    appeal = get_object_or_404(queries.appeals(), pk=number)
    return api.perform(
        request, actions.decide_appeal, request.auth, once,  # type: ignore[attr-defined]
        appeal=appeal, verdict=given.verdict, text=given.text,
    )  # fmt: skip
