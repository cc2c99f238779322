"""Call-backs for programs: rounds, and what each found."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.evaluation.call_backs import queries
from commonhall.evaluation.call_backs.models import CallBackRound
from commonhall.evaluation.indicators.api import Paged
from commonhall.people.bodies.models import Body

router = Router(tags=["evaluation"])


class ShareOut(Schema):
    """A share of 1 with its interval (level 0.95); size people answered, who know as much as `effective` of a simple
    sample."""

    value: float
    low: float
    high: float
    size: int
    effective: float
    level: float


class CallBackResultOut(Schema):
    """body: its code, "" of all together. cases: finished that month. clicked: how many had said by themselves how it
    ended; clicked_solved: how many of them that it was solved. Shares are null where too few answered."""

    body: str
    cases: int
    drawn: int
    reached: int
    clicked: int
    clicked_solved: int
    solved: ShareOut | None
    contacted: ShareOut | None
    satisfied: ShareOut | None


class CallBackRoundOut(Schema):
    """One month's sample. cases: how many it was drawn from; beacon, seed_from: what drew it."""

    id: int
    ref: str
    url: str
    month: str
    state: str
    cases: int
    per_body: int
    beacon: dict[str, Any]
    seed_from: dict[str, Any]
    begun_at: str
    drawn_at: str | None
    close_on: str | None


class WholeCallBackRoundOut(CallBackRoundOut):
    """The round with what was found, once it is finished."""

    results: list[CallBackResultOut]


class CallBackRoundPage(Schema):
    items: list[CallBackRoundOut]
    older: str
    newer: str


def _round(request: HttpRequest, row: CallBackRound) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "month": row.month.isoformat(),
        "state": row.state,
        "cases": len(row.cases),
        "per_body": row.per_body,
        "beacon": row.beacon,
        "seed_from": row.seed_from,
        "begun_at": row.begun_at.isoformat(),
        "drawn_at": api.moment(row.drawn_at),
        "close_on": row.close_on.isoformat() if row.close_on else None,
    }


def _results(row: CallBackRound) -> list[dict[str, Any]]:
    if row.state != CallBackRound.State.CLOSED:
        return []
    codes = dict(Body.objects.values_list("pk", "code"))
    return [{**asdict(one), "body": codes.get(one.body, "")} for one in queries.results(row)]


@router.get(
    "/call-backs",
    response={200: CallBackRoundPage, **api.READ},
    operation_id="list_call_backs",
)
def list_call_backs(request: HttpRequest, wanted: Annotated[Paged, Query()]) -> Any:
    """Rounds of call-backs, newest first."""
    rows = CallBackRound.objects.order_by("-pk")
    return api.listed(rows, lambda row: _round(request, row), wanted.cursor, wanted.size)


@router.get(
    "/call-backs/{number}",
    response={200: WholeCallBackRoundOut, **api.READ},
    operation_id="read_call_backs",
)
def read_call_backs(request: HttpRequest, number: api.Id) -> Any:
    """One round with what it found; nothing before it is finished."""
    row = api.one(request, CallBackRound.objects.all(), pk=number)
    return {**_round(request, row), "results": _results(row)}
