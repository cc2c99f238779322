"""Promises for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.core import clock
from commonhall.law.promises import queries
from commonhall.law.promises.models import Promise

router = Router(tags=["law"])


class PromiseOut(Schema):
    """A day a body gave its word for. first_on counts; due_on is the day now, after `moved` moves."""

    id: int
    ref: str
    url: str
    thing: str
    kind: str
    body: str
    place: str
    state: str
    first_on: date
    due_on: date
    moved: int
    kept_on: date | None
    broken_on: date | None
    reason: str
    word: str
    word_due_on: date | None


class PromisePage(Schema):
    items: list[PromiseOut]
    older: str
    newer: str


class PromisesPaged(Schema):
    body: api.Code = ""
    kind: api.Code = ""
    state: api.Code = ""
    cursor: api.Cursor = ""
    size: api.Size = 20


class PromisesCounted(Schema):
    """body, kind: "" for all. kept: by the first day; late: afterwards; broken: not done."""

    body: str
    kind: str
    made: int
    kept: int
    late: int
    broken: int
    to_come: int


def _promise(request: HttpRequest, row: Promise) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "thing": row.thing,
        "kind": row.kind,
        "body": row.body.code,
        "place": row.unit.code,
        "state": row.fate(clock.today()).value,
        "first_on": row.first_on,
        "due_on": row.due_on,
        "moved": row.moved,
        "kept_on": row.kept_on if row.done else None,
        "broken_on": row.broken_on,
        "reason": row.reason,
        "word": row.word,
        "word_due_on": row.word_due_on,
    }


@router.get("/promises", response={200: PromisePage, **api.READ}, operation_id="list_promises")
def list_promises(request: HttpRequest, wanted: Annotated[PromisesPaged, Query()]) -> Any:
    """Promises, newest first; state: to-come, kept, late, broken, withdrawn, or silent (a word is owed)."""
    rows = queries.promises(clock.today(), wanted.body, wanted.kind, wanted.state)
    return api.listed(rows, lambda row: _promise(request, row), wanted.cursor, wanted.size)


@router.get(
    "/promises/counts", response={200: list[PromisesCounted]}, operation_id="count_promises"
)
def count_promises(request: HttpRequest) -> Any:
    """What became of promises, by body and kind."""
    found = queries.counted(Promise.objects.all(), clock.today(), "body__code", "kind")
    return [
        {
            "body": body,
            "kind": kind,
            "made": one.made,
            "kept": one.kept,
            "late": one.late,
            "broken": one.broken,
            "to_come": one.to_come,
        }
        for (body, kind), one in sorted(found.items())
    ]


@router.get(
    "/promises/{number}", response={200: PromiseOut, **api.READ}, operation_id="read_promise"
)
def read_promise(request: HttpRequest, number: api.Id) -> Any:
    """One promise."""
    rows = queries.promises(clock.today())
    return _promise(request, api.one(request, rows, pk=number))
