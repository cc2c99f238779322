"""Early warnings for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.evaluation.signals import queries
from commonhall.evaluation.signals.models import Signal

router = Router(tags=["evaluation"])


class SignalOut(Schema):
    """More cases than usual. kind: "rise" in one place against earlier years, or "gathering" of places now. seen of
    `expected` cases from since to until; chance: of as many by chance alone; per_year: false alarms the search allows
    itself in the whole hall."""

    id: int
    ref: str
    url: str
    kind: str
    place: str
    places: list[str]
    category: str
    body: str
    since: date
    until: date
    seen: int
    expected: float
    bound: int | None
    chance: float
    per_year: float
    words: list[str]
    due_on: date | None
    state: str
    answer: str
    text: str
    happens_on: date | None
    source: str


class SignalPage(Schema):
    items: list[SignalOut]
    older: str
    newer: str


class SignalsPaged(Schema):
    """state: waiting or answered; "" for all."""

    state: api.Code = ""
    body: api.Code = ""
    cursor: api.Cursor = ""
    size: api.Size = 20


def _signal(request: HttpRequest, row: Signal) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "kind": row.kind,
        "place": row.unit.code,
        "places": row.places,
        "category": row.category.code,
        "body": row.body.code,
        "since": row.since,
        "until": row.until,
        "seen": row.seen,
        "expected": float(row.expected),
        "bound": row.bound,
        "chance": row.chance,
        "per_year": float(row.per_year),
        "words": row.words,
        "due_on": row.due_on,
        "state": row.state,
        "answer": row.answer,
        "text": row.text,
        "happens_on": row.happens_on,
        "source": row.source.ref if row.source else "",
    }


@router.get("/early-warnings", response={200: SignalPage, **api.READ}, operation_id="list_signals")
def list_signals(request: HttpRequest, wanted: Annotated[SignalsPaged, Query()]) -> Any:
    """Early warnings, newest first."""
    rows = queries.signals(wanted.state, wanted.body).order_by("-pk")
    return api.listed(rows, lambda row: _signal(request, row), wanted.cursor, wanted.size)


@router.get(
    "/early-warnings/{number}", response={200: SignalOut, **api.READ}, operation_id="read_signal"
)
def read_signal(request: HttpRequest, number: api.Id) -> Any:
    """One early warning."""
    return _signal(request, api.one(request, queries.signals(), pk=number))
