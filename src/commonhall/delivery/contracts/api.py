"""Contracts for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.delivery.contracts import queries
from commonhall.delivery.contracts.models import Contract
from commonhall.delivery.plan.api import PlanPaged, money
from commonhall.law.asking.api import AskedOut, asked_of

router = Router(tags=["plan"])


class ContractOut(Schema):
    """A contract or grant; `flags`: what a careful reader would ask."""

    id: int
    ref: str
    url: str
    name: str
    state: str
    grant: bool
    body: str
    organisation: int | None
    item: int | None
    amount: str | None
    currency: str
    bids: int | None
    published_on: date
    awarded_on: date | None
    flags: list[str]


class ContractWhole(ContractOut):
    asked: list[AskedOut]


class ContractPage(Schema):
    items: list[ContractOut]
    older: str
    newer: str


def _contract(request: HttpRequest, row: Contract) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "name": row.name,
        "state": row.state,
        "grant": row.grant,
        "body": row.body.code,
        "organisation": row.organisation_id,
        "item": row.item_id,
        "amount": money(row.amount),
        "currency": row.currency,
        "bids": row.bids,
        "published_on": row.published_on,
        "awarded_on": row.awarded_on,
        "flags": [str(one) for one in queries.flags(row)],
    }


@router.get("/contracts", response={200: ContractPage, **api.READ}, operation_id="list_contracts")
def list_contracts(request: HttpRequest, wanted: Annotated[PlanPaged, Query()]) -> Any:
    """Contracts and grants, newest first; as OCDS under /plan/contracts/ocds.json."""
    rows = queries.contracts()
    return api.listed(rows, lambda row: _contract(request, row), wanted.cursor, wanted.size)


@router.get(
    "/contracts/{number}", response={200: ContractWhole, **api.READ}, operation_id="read_contract"
)
def read_contract(request: HttpRequest, number: api.Id) -> Any:
    """One contract or grant, with what was asked about it before."""
    row = api.one(request, queries.contracts(), pk=number)
    return {**_contract(request, row), "asked": asked_of(request, row.ref)}
