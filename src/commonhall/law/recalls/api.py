"""Recalls, ends and reviews, and why anybody may do anything, for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.law.demands.api import DemandsPaged, SupportIn, TextIn, shared
from commonhall.law.mandates import actions
from commonhall.law.mandates.models import Mandate
from commonhall.law.recalls import actions as recall_actions
from commonhall.law.recalls import queries
from commonhall.law.recalls.models import Recall
from commonhall.people.api_keys.keys import Key

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


class PetitionIn(TextIn):
    mandate: api.Id


class RecallIn(Schema):
    on: date


def _recall(request: HttpRequest, row: Recall) -> dict[str, Any]:
    return {
        **shared(request, row), "mandate": row.mandate.ref, "body": row.mandate.body.code,
        "signatures": row.signed,  # type: ignore[attr-defined]
        "needed": row.needed, "closes_on": row.closes_on,
    }  # fmt: skip


# --- recalls --------------------------------------------------------------------------------------
@router.get("/recalls", response={200: RecallPage, **api.READ}, operation_id="list_recalls")
def list_recalls(request: HttpRequest, wanted: Annotated[DemandsPaged, Query()]) -> Any:
    """Petitions for recall, newest first."""
    rows = queries.recalls(wanted.state)
    return api.listed(rows, lambda row: _recall(request, row), wanted.cursor, wanted.size)


@router.get("/recalls/{number}", response={200: RecallOut, **api.READ}, operation_id="read_recall")
def read_recall(request: HttpRequest, number: api.Id) -> Any:
    """One petition for recall."""
    return _recall(request, get_object_or_404(queries.recalls(), pk=number))


@router.post(
    "/recalls", response={201: api.Done, **api.WRITE}, auth=Key(), operation_id="petition_recall"
)
def petition(request: HttpRequest, given: PetitionIn, once: api.IdempotencyKey) -> Any:
    """Begin a petition for the recall of a mandate."""
    mandate = get_object_or_404(Mandate.objects.select_related("body__unit"), pk=given.mandate)
    return api.created(
        request, recall_actions.petition_recall, request.auth, once,  # type: ignore[attr-defined]
        mandate=mandate, text=given.text,
    )  # fmt: skip


@router.post(
    "/recalls/{number}/signatures",
    response={201: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="sign_recall",
)
def sign(request: HttpRequest, number: api.Id, given: SupportIn, once: api.IdempotencyKey) -> Any:
    """Sign a petition."""
    row = get_object_or_404(queries.recalls().select_related("mandate__body__unit"), pk=number)
    return api.created(request, recall_actions.sign_recall, request.auth, once, petition=row)  # type: ignore[attr-defined]


@router.post(
    "/recalls/{number}/refusal",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="refuse_recall",
)
def refuse(request: HttpRequest, number: api.Id, given: TextIn, once: api.IdempotencyKey) -> Any:
    """Leave a mandate, with reasons."""
    row = get_object_or_404(queries.recalls(), pk=number)
    return api.perform(
        request, recall_actions.refuse_recall, request.auth, once,  # type: ignore[attr-defined]
        petition=row, text=given.text,
    )  # fmt: skip


@router.post(
    "/mandates/{number}/recall",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="recall_mandate",
)
def recall_mandate(
    request: HttpRequest, number: api.Id, given: RecallIn, once: api.IdempotencyKey
) -> Any:
    """Recall a mandate; petitions for it are answered by that."""
    mandate = get_object_or_404(Mandate.objects.select_related("body"), pk=number)
    return api.perform(
        request, actions.recall_mandate, request.auth, once,  # type: ignore[attr-defined]
        mandate=mandate, on=given.on,
    )  # fmt: skip
