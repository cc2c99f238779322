"""The plan, contracts, functions and shifts for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.delivery.plan import queries
from commonhall.delivery.plan.models import Item
from commonhall.law.asking.api import AskedOut, asked_of

router = Router(tags=["plan"])


class ItemOut(Schema):
    """A goal, measure or project. Money in minor units, as text."""

    id: int
    ref: str
    url: str
    level: str
    parent: int | None
    name: str
    names: dict[str, str]
    state: str
    body: str
    place: str
    organisation: int | None
    budget: str | None
    paid: str
    currency: str
    about: str
    starts: date | None
    due_on: date | None
    done_on: date | None


class MilestoneOut(Schema):
    name: str
    due_on: date
    done_on: date | None


class ItemWhole(ItemOut):
    texts: dict[str, str]
    asked: list[AskedOut]
    milestones: list[MilestoneOut]
    said_good: int
    said_bad: int


class ItemPage(Schema):
    items: list[ItemOut]
    older: str
    newer: str


class PlanPaged(Schema):
    cursor: api.Cursor = ""
    size: api.Size = 20


def money(value: int | None) -> str | None:
    return None if value is None else str(value)


def _item(request: HttpRequest, row: Item) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "level": row.level,
        "parent": row.parent_id,
        "name": row.name,
        "names": row.names,
        "state": row.state,
        "body": row.body.code,
        "place": row.unit.code,
        "organisation": row.organisation_id,
        "budget": money(row.budget),
        "paid": str(row.paid or 0),  # type: ignore[attr-defined]
        "currency": row.currency,
        "about": row.about,
        "starts": row.starts,
        "due_on": row.due_on,
        "done_on": row.done_on,
    }


@router.get("/plan", response={200: ItemPage, **api.READ}, operation_id="list_plan_items")
def list_items(request: HttpRequest, wanted: Annotated[PlanPaged, Query()]) -> Any:
    """Parts of the plan, newest first."""
    rows = queries.with_money(queries.items())
    return api.listed(rows, lambda row: _item(request, row), wanted.cursor, wanted.size)


@router.get("/plan/{number}", response={200: ItemWhole, **api.READ}, operation_id="read_plan_item")
def read_item(request: HttpRequest, number: api.Id) -> Any:
    """One part of the plan with its milestones and what residents say of it."""
    row = api.one(request, queries.with_money(queries.items()), pk=number)
    said = queries.words(row)
    return {
        **_item(request, row),
        "texts": row.texts,
        "asked": asked_of(request, row.ref),
        "milestones": [
            {"name": one.name, "due_on": one.due_on, "done_on": one.done_on}
            for one in row.milestones.order_by("due_on")
        ],
        "said_good": said.good,
        "said_bad": said.bad,
    }
