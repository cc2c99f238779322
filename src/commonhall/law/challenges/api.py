"""Challenges for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.law.challenges import queries
from commonhall.law.challenges.models import Challenge
from commonhall.law.demands.api import DemandsPaged, shared

router = Router(tags=["law"])


class ChallengeOut(Schema):
    """A rule, or one competence resting on it, said to go too far. body: who must answer."""

    id: int
    ref: str
    url: str
    provision: str
    competence: str | None
    body: str
    organisation: int | None
    state: str
    text: str
    answer: str
    signatures: int
    filed_at: str
    due_on: date | None
    overdue_on: date | None
    decided_at: str | None
    instead: str | None
    to_body: str | None
    to_organisation: int | None
    ends_on: date | None


class ChallengePage(Schema):
    items: list[ChallengeOut]
    older: str
    newer: str


def _challenge(request: HttpRequest, row: Challenge) -> dict[str, Any]:
    return {
        **shared(request, row),
        "provision": row.provision.ref,
        "competence": row.competence.ref if row.competence else None,
        "body": row.body.code,
        "signatures": row.signed,  # type: ignore[attr-defined]
        "instead": row.instead.ref if row.instead else None,
        "to_body": row.to_body.code if row.to_body else None,
        "to_organisation": row.to_organisation_id,
        "ends_on": row.ends_on,
    }


# --- challenges -----------------------------------------------------------------------------------
@router.get(
    "/challenges", response={200: ChallengePage, **api.READ}, operation_id="list_challenges"
)
def list_challenges(request: HttpRequest, wanted: Annotated[DemandsPaged, Query()]) -> Any:
    """Challenges of rules, newest first."""
    rows = queries.challenges(wanted.state)
    return api.listed(rows, lambda row: _challenge(request, row), wanted.cursor, wanted.size)


@router.get(
    "/challenges/{number}", response={200: ChallengeOut, **api.READ}, operation_id="read_challenge"
)
def read_challenge(request: HttpRequest, number: api.Id) -> Any:
    """One challenge."""
    return _challenge(request, api.one(request, queries.challenges(), pk=number))
