"""Participatory budgets for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.decisions.budgets import queries
from commonhall.decisions.budgets.models import Budget

router = Router(tags=["budgets"])


class Paged(Schema):
    cursor: api.Cursor = ""
    size: api.Size = 20


class BudgetOut(Schema):
    """Money that residents share out. money, most_cost in minor units; phase: where it stands today."""

    id: int
    ref: str
    url: str
    names: dict[str, str]
    texts: dict[str, str]
    phase: str
    place: str
    body: str
    money: int
    currency: str
    opens_on: date
    ideas_until: date
    support_until: date
    check_until: date
    ballot_on: date
    votes_from: date
    votes_until: date
    categories: list[str]
    needed: int
    most_each: int
    most_cost: int | None
    form: str
    rule: str
    most: int
    within_money: bool
    election: str
    called_off_on: date | None
    reason: str


class BudgetPage(Schema):
    items: list[BudgetOut]
    older: str
    newer: str


@router.get("/budgets", response={200: BudgetPage, **api.READ}, operation_id="list_budgets")
def list_budgets(request: HttpRequest, wanted: Annotated[Paged, Query()]) -> Any:
    """Participatory budgets, newest first."""
    rows = queries.budgets()
    return api.listed(rows, lambda row: _out(request, row), wanted.cursor, wanted.size)


@router.get("/budgets/{number}", response={200: BudgetOut, **api.READ}, operation_id="get_budget")
def get_budget(request: HttpRequest, number: api.Id) -> Any:
    """One participatory budget."""
    return _out(request, api.one(request, queries.budgets(), pk=number))


def _out(request: HttpRequest, row: Budget) -> dict[str, Any]:
    return {
        **queries.told(row),
        "id": row.pk,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "texts": row.texts,
        "phase": row.phase(),
        "reason": row.reason,
    }
