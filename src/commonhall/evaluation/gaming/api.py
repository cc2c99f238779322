"""Signals of the gaming watch for programs: those that are public, and nothing of the others."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.evaluation.gaming import queries
from commonhall.evaluation.gaming.models import GamingSignal

router = Router(tags=["evaluation"])


class GamingOut(Schema):
    """An unusual count. observed of trials, where `expected` is usual; chance: of as many by chance alone; level: below
    which anything was told that month. verdict: "explained", "confirmed" or "" while the reviewer has said nothing."""

    id: int
    ref: str
    url: str
    watch: str
    body: str
    month: date
    observed: int
    trials: int
    expected: float
    chance: float
    level: float
    cases: list[int]
    verdict: str
    reasons: str
    reply: str
    raised_on: date
    published_on: date | None


class GamingPage(Schema):
    items: list[GamingOut]
    older: str
    newer: str


class GamingPaged(Schema):
    body: api.Code = ""
    cursor: api.Cursor = ""
    size: api.Size = 20


def told(row: GamingSignal) -> dict[str, Any]:
    """What is public of a signal, as programs and tables get it."""
    said = row.shown
    return {
        "watch": said["watch"],
        "body": row.shown_body.code if row.shown_body else "",
        "month": date.fromisoformat(said["month"]),
        "observed": said["observed"],
        "trials": said["trials"],
        "expected": said["expected"] / 100,
        "chance": said["chance"] / 1_000_000,
        "level": said["level"] / 1_000_000,
        "cases": row.cases or [],
        "verdict": said["verdict"],
        "reasons": row.reasons,
        "reply": row.reply,
        "raised_on": row.raised_on,
        "published_on": row.published_on,
    }


def _signal(request: HttpRequest, row: GamingSignal) -> dict[str, Any]:
    url = request.build_absolute_uri(row.get_absolute_url())
    return {"id": row.pk, "ref": row.ref, "url": url, **told(row)}


@router.get(
    "/gaming-signals", response={200: GamingPage, **api.READ}, operation_id="list_gaming_signals"
)
def list_gaming_signals(request: HttpRequest, wanted: Annotated[GamingPaged, Query()]) -> Any:
    """Public signals of the gaming watch, newest first."""
    rows = queries.public(wanted.body)
    return api.listed(rows, lambda row: _signal(request, row), wanted.cursor, wanted.size)


@router.get(
    "/gaming-signals/{number}",
    response={200: GamingOut, **api.READ},
    operation_id="read_gaming_signal",
)
def read_gaming_signal(request: HttpRequest, number: api.Id) -> Any:
    """One public signal of the gaming watch."""
    return _signal(request, api.one(request, queries.public(), pk=number))
