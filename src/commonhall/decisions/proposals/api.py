"""Proposals for budgets, for programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.decisions.proposals import queries
from commonhall.decisions.proposals.models import Proposal

router = Router(tags=["budgets"])


class Wanted(Schema):
    budget: int = 0
    state: api.Code = ""
    place: api.Code = ""
    cursor: api.Cursor = ""
    size: api.Size = 20


class ProposalOut(Schema):
    """A project proposed for a budget. estimate: its author's estimate; cost: as checked; in minor units."""

    id: int
    ref: str
    url: str
    budget: str
    title: str
    text: str
    state: str
    place: str
    latitude: float | None
    longitude: float | None
    category: str
    organisation: str
    estimate: int
    cost: int | None
    currency: str
    supporters: int
    reasons: str
    proposed_at: datetime
    checked_at: datetime | None
    due_on: date | None
    overdue_on: date | None
    merged_into: str
    option: str
    won: bool | None
    item: str


class ProposalPage(Schema):
    items: list[ProposalOut]
    older: str
    newer: str


@router.get(
    "/budget-proposals",
    response={200: ProposalPage, **api.READ},
    operation_id="list_budget_proposals",
)
def list_budget_proposals(request: HttpRequest, wanted: Annotated[Wanted, Query()]) -> Any:
    """Proposals for budgets, newest first."""
    rows = queries.proposals(queries.Filter(wanted.budget, wanted.state, wanted.place))
    return api.listed(rows, lambda row: _out(request, row), wanted.cursor, wanted.size)


@router.get(
    "/budget-proposals/{number}",
    response={200: ProposalOut, **api.READ},
    operation_id="get_budget_proposal",
)
def get_budget_proposal(request: HttpRequest, number: api.Id) -> Any:
    """One proposal for a budget."""
    rows = queries.proposals(queries.Filter())
    return _out(request, api.one(request, rows, pk=number))


def _out(request: HttpRequest, row: Proposal) -> dict[str, Any]:
    return {
        **queries.told(row),
        "id": row.pk,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "text": row.text,
        "reasons": row.reasons,
    }
