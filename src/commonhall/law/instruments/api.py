"""Law for programs: instruments, their provisions and what these grant."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from commonhall.actions import api
from commonhall.core.refusals import BadInput
from commonhall.law import queries
from commonhall.law.instruments import actions
from commonhall.law.instruments.models import Instrument
from commonhall.people.api_keys.keys import Key
from commonhall.places.models import Unit

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
    asks_first: bool
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


class ProvisionIn(Schema):
    number: Annotated[api.Text, Field(min_length=1, max_length=40)]
    texts: dict[str, api.Text]


class InstrumentIn(Schema):
    """A local rule or a decision. review_on, ends: when it is looked at again, when it ends by itself."""

    code: api.Code
    rank: int = Field(description="4 local rule, 5 decision")
    titles: dict[str, api.Text]
    provisions: Annotated[list[ProvisionIn], Field(min_length=1, max_length=200)]
    place: api.Code
    starts: date
    ends: date | None = None
    review_on: date | None = None


@router.get("/instruments", response={200: list[InstrumentOut]}, operation_id="list_instruments")
def list_instruments(request: HttpRequest) -> Any:
    """All instruments, the highest first."""
    return [_instrument(row) for row in queries.instruments()]


@router.post(
    "/instruments",
    response={201: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="adopt_instrument",
)
def adopt(request: HttpRequest, given: InstrumentIn, once: api.IdempotencyKey) -> Any:
    """Adopt a local rule or a decision with its provisions, and its review and end, if it has any."""
    unit = Unit.objects.filter(code=given.place).first()
    if unit is None:
        raise BadInput("place", f"there is no place {given.place!r}")
    return api.created(
        request, actions.adopt_instrument, request.auth, once,  # type: ignore[attr-defined]
        unit=unit, code=given.code, rank=given.rank, titles=given.titles, starts=given.starts,
        ends=given.ends, review_on=given.review_on,
        provisions=[(one.number, one.texts) for one in given.provisions],
    )  # fmt: skip


@router.get(
    "/instruments/{code}",
    response={200: InstrumentWhole, **api.READ},
    operation_id="read_instrument",
)
def read_instrument(request: HttpRequest, code: api.Code) -> Any:
    """One instrument with its provisions and all they grant."""
    row = get_object_or_404(Instrument, code=code)
    provisions = list(row.provisions.order_by("pk"))
    grants = queries.grants_of([one.pk for one in provisions])
    return {
        **_instrument(row),
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
        "competences": "power", "prohibitions": "power", "rights": "right", "deadlines": "duty",
        "thresholds": "matter",
    }  # fmt: skip
    body, unit = getattr(row, "body", None), getattr(row, "unit", None)
    most = getattr(row, "most", None)
    return {
        "kind": kind,
        "what": str(getattr(row, what.get(kind, "origin"))),
        "to": body.code if body else str(getattr(row, "holder", "")),
        "place": unit.code if unit else "",
        "most": None if most is None else str(most),
        "asks_first": bool(getattr(row, "asks_first", False)),
        "starts": row.starts,
        "ends": row.ends,
    }
