"""Disputes for programs: those between bodies, and the public figures of the confidential ones. No words, no numbers of these."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.disputes.between_bodies import queries
from commonhall.disputes.between_bodies.models import BodyDispute
from commonhall.disputes.disputes.figures import FEWEST, figures

router = Router(tags=["disputes"])


class BodyDisputeOut(Schema):
    """A dispute between two bodies. due_on: the day by which the arbiter decides; case: where one was passed on."""

    id: int
    ref: str
    url: str
    claimant: str
    body: str
    case: int | None
    text: str
    reply: str
    opened_on: date
    due_on: date | None
    decided_on: date | None
    decided_by: str | None
    decision: str
    ended_on: date | None


class BodyDisputePage(Schema):
    items: list[BodyDisputeOut]
    older: str
    newer: str


class BodyDisputesPaged(Schema):
    cursor: api.Cursor = ""
    size: api.Size = 20


class FiguresOut(Schema):
    """Of all confidential disputes together; null: fewer than `fewest`. days: from opening to agreement, the median."""

    opened: int | None
    accepted: int | None
    agreed: int | None
    held: int | None
    days: int | None
    fewest: int


def _dispute(request: HttpRequest, row: BodyDispute) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "claimant": row.claimant.code,
        "body": row.body.code,
        "case": row.case_id,
        "text": row.text,
        "reply": row.reply,
        "opened_on": row.opened_on,
        "due_on": row.due_on,
        "decided_on": row.decided_on,
        "decided_by": row.decided_by.code if row.decided_by else None,
        "decision": row.decision,
        "ended_on": row.ended_on,
    }


@router.get(
    "/body-disputes",
    response={200: BodyDisputePage, **api.READ},
    operation_id="list_body_disputes",
)
def list_body_disputes(request: HttpRequest, wanted: Annotated[BodyDisputesPaged, Query()]) -> Any:
    """Disputes between bodies, newest first."""
    rows = queries.body_disputes()
    return api.listed(rows, lambda row: _dispute(request, row), wanted.cursor, wanted.size)


@router.get(
    "/body-disputes/{number}",
    response={200: BodyDisputeOut, **api.READ},
    operation_id="read_body_dispute",
)
def read_body_dispute(request: HttpRequest, number: api.Id) -> Any:
    """One dispute between bodies."""
    return _dispute(request, api.one(request, queries.body_disputes(), pk=number))


@router.get(
    "/disputes-figures",
    response={200: FiguresOut, **api.READ},
    operation_id="read_disputes_figures",
)
def read_disputes_figures(request: HttpRequest) -> Any:
    """Five figures of confidential disputes, and nothing else of them."""
    found = figures()
    return {
        "opened": found.opened,
        "accepted": found.accepted,
        "agreed": found.agreed,
        "held": found.held,
        "days": found.days,
        "fewest": FEWEST,
    }
