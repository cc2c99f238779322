"""Asking rules, and what was asked about things, for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from commonhall.actions import api
from commonhall.core import clock
from commonhall.law.asking import queries
from commonhall.law.asking.asked import asked_about
from commonhall.law.asking.exports import NUMBERS

router = Router(tags=["law"])


class AskingRuleOut(Schema):
    """Who must be asked before a power is used. least_amount: in minor units, as text; null: every sum."""

    ref: str
    provision: str
    power: str
    matter: str
    place: str
    least_amount: str | None
    currency: str
    ways: list[str]
    people: int
    residents: int
    per_cent: int
    organisations: int
    offices: int
    per_place: int
    named: int
    must_ask: list[str]
    days: int
    valid_days: int
    answered: bool
    if_few: str
    starts: date
    ends: date | None


class AskedOut(Schema):
    """One asking about a matter: who came, what was taken up. published: does it count yet?"""

    way: str
    ref: str
    matter: str
    title: str
    url: str
    opened_on: date
    closes_on: date
    residents: int
    organisations: int
    offices: int
    told: int
    taken_up: int
    refused: int
    balanced: bool
    answered: bool
    published: bool


@router.get("/asking-rules", response={200: list[AskingRuleOut]}, operation_id="list_asking_rules")
def list_asking_rules(request: HttpRequest) -> Any:
    """Every asking rule in force."""
    return [
        {
            "ref": row.ref,
            "provision": row.provision.ref,
            "power": row.power,
            "matter": row.matter,
            "place": row.unit.code,
            "least_amount": None if row.least_amount is None else str(row.least_amount),
            "currency": row.currency if row.least_amount is not None else "",
            "ways": row.ways,
            **{name: getattr(row, name) for name in NUMBERS},
            "must_ask": row.must_ask_refs,
            "answered": row.answered,
            "if_few": row.if_few,
            "starts": row.starts,
            "ends": row.ends,
        }
        for row in queries.all_rules(clock.today())
    ]


class Wanted(Schema):
    """ref: of the thing, such as decisions.motion:7."""

    ref: str = Field(max_length=80, pattern=r"^[a-z_]+\.[a-z_]+:[0-9]{1,18}$")


@router.get("/asked", response={200: list[AskedOut], **api.READ}, operation_id="list_asked")
def list_asked(request: HttpRequest, wanted: Annotated[Wanted, Query()]) -> Any:
    """What was asked, heard, taken up and refused about a thing and what lies behind it."""
    return asked_of(request, wanted.ref)


def asked_of(request: HttpRequest, ref: str) -> list[dict[str, Any]]:
    """The askings about a thing, as programs read them."""
    names = [name for name in AskedOut.model_fields if name not in ("url", "published")]
    askings, _leaves = asked_about(ref)
    return [
        {
            **{name: getattr(one, name) for name in names},
            "url": request.build_absolute_uri(one.url),
            "published": one.published_at is not None,
        }
        for one in askings
    ]
