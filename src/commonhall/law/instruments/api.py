"""Law for programs: instruments, their provisions and what these grant."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from commonhall.actions import api
from commonhall.law import queries
from commonhall.law.asking.api import AskedOut, asked_of
from commonhall.law.instruments.models import Instrument

router = Router(tags=["law"])


class InstrumentOut(Schema):
    """A constitution, law, regulation, local rule or decision; a lower rank number stands higher."""

    code: str
    title: str
    titles: dict[str, str]
    rank: int
    starts: date
    ends: date | None
    review_on: date | None
    source: str


class Grant(Schema):
    """What a provision grants, forbids or demands."""

    kind: str
    what: str
    to: str = Field(description="code of the body, or kind of subject")
    place: str
    most: str | None = Field(description="money in minor units, as text; null: no limit")
    currency: str = Field("", description="ISO 4217 code of the limit")
    starts: date
    ends: date | None


class ProvisionOut(Schema):
    ref: str
    number: str
    text: str
    texts: dict[str, str]
    starts: date
    ends: date | None
    grants: list[Grant]


class InstrumentWhole(InstrumentOut):
    provisions: list[ProvisionOut]
    asked: list[AskedOut]


@router.get("/instruments", response={200: list[InstrumentOut]}, operation_id="list_instruments")
def list_instruments(request: HttpRequest) -> Any:
    """All instruments, the highest first."""
    return [_instrument(row) for row in queries.instruments()]


@router.get(
    "/instruments/{code}",
    response={200: InstrumentWhole, **api.READ},
    operation_id="read_instrument",
)
def read_instrument(request: HttpRequest, code: api.Code) -> Any:
    """One instrument with its provisions and all they grant."""
    row = api.one(request, Instrument, code=code)
    provisions = list(row.provisions.order_by("pk"))
    grants = queries.grants_of([one.pk for one in provisions])
    return {
        **_instrument(row),
        "asked": asked_of(request, row.ref),
        "provisions": [
            {
                "ref": one.ref,
                "number": one.number,
                "text": one.text,
                "texts": one.texts,
                "starts": one.starts,
                "ends": one.ends,
                "grants": [
                    _grant(kind, grant)
                    for kind, found in grants.items()
                    for grant in found
                    if grant.provision_id == one.pk
                ],
            }
            for one in provisions
        ],
    }


def _instrument(row: Instrument) -> dict[str, Any]:
    return {
        "code": row.code,
        "title": row.title,
        "titles": row.titles,
        "rank": row.rank,
        "starts": row.starts,
        "ends": row.ends,
        "review_on": row.review_on,
        "source": row.source,
    }


def _grant(kind: str, row: Any) -> dict[str, Any]:
    what = {
        "competences": "power",
        "prohibitions": "power",
        "rights": "right",
        "deadlines": "duty",
        "thresholds": "matter",
        "asking_rules": "power",
        "suspensions": "power",
    }
    body, unit = getattr(row, "body", None), getattr(row, "unit", None)
    most = getattr(row, "most", None)
    return {
        "kind": kind,
        "what": str(getattr(row, what.get(kind, "origin"))),
        "to": body.code if body else str(getattr(row, "holder", "")),
        "place": unit.code if unit else "",
        "most": None if most is None else str(most),
        "currency": "" if most is None else row.currency,
        "starts": row.starts,
        "ends": row.ends,
    }
