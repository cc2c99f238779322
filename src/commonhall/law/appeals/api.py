"""Appeals and challenges for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.law.appeals import queries
from commonhall.law.appeals.models import Appeal
from commonhall.law.demands.api import DemandsPaged, shared

router = Router(tags=["law"])


class AppealOut(Schema):
    """An appeal against one action of public power. body: who acted. Who appealed is not published.

    effect: refs of what a granted one undid, by "undone", "changed", "left" and "rests".
    """

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
    effect: dict[str, list[str]]
    suspended: bool
    anew_by: date | None
    anew_on: date | None
    made_good: str
    among: list[str]
    beacon: dict[str, Any]
    seed_from: dict[str, Any]
    drawn: str | None
    court: str
    court_reference: str
    court_on: date | None
    court_evidence: str
    court_digest: str
    court_stops_until: date | None
    court_denied: str
    court_denied_on: date | None
    court_outcome: str
    court_decided_on: date | None


class AppealPage(Schema):
    items: list[AppealOut]
    older: str
    newer: str


def _appeal(request: HttpRequest, row: Appeal) -> dict[str, Any]:
    return {
        **shared(request, row),
        "entry": str(row.entry),
        "action": row.action,
        "about": row.about,
        "body": row.body.code,
        "place": row.unit.code,
        "decided_by": row.decided_by.code if row.decided_by else None,
        "effect": row.effect,
        "suspended": row.suspended,
        "anew_by": row.anew_by,
        "anew_on": row.anew_on,
        "made_good": row.made_good,
        "among": row.among,
        "beacon": row.beacon,
        "seed_from": row.seed_from,
        "drawn": row.drawn.code if row.drawn else None,
        "court": row.court,
        "court_reference": row.court_reference,
        "court_on": row.court_on,
        "court_evidence": row.court_evidence,
        "court_digest": row.court_digest,
        "court_stops_until": row.court_stops_until,
        "court_denied": row.court_denied,
        "court_denied_on": row.court_denied_on,
        "court_outcome": row.court_outcome,
        "court_decided_on": row.court_decided_on,
    }


# --- appeals --------------------------------------------------------------------------------------
@router.get("/appeals", response={200: AppealPage, **api.READ}, operation_id="list_appeals")
def list_appeals(request: HttpRequest, wanted: Annotated[DemandsPaged, Query()]) -> Any:
    """Appeals, newest first."""
    rows = queries.appeals(wanted.state)
    return api.listed(rows, lambda row: _appeal(request, row), wanted.cursor, wanted.size)


@router.get("/appeals/{number}", response={200: AppealOut, **api.READ}, operation_id="read_appeal")
def read_appeal(request: HttpRequest, number: api.Id) -> Any:
    """One appeal."""
    return _appeal(request, api.one(request, queries.appeals(), pk=number))
