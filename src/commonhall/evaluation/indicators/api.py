"""Rates, definitions, series, frameworks and editions for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from commonhall.actions import api
from commonhall.core import clock
from commonhall.evaluation.indicators import rates
from commonhall.evaluation.indicators.formulas import Rate
from commonhall.evaluation.indicators.models import Definition
from commonhall.evaluation.rollup import reading, tallies
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit

router = Router(tags=["evaluation"])


class RateOut(Schema):
    """Per cent with its 95 % interval and how many were asked; null where it was not measured."""

    value: float | None
    low: float | None
    high: float | None
    asked: int


class RatesOut(Schema):
    """The rates of one place or body. done: cases reported done; asked: of these, called back."""

    of: str
    done: int
    asked: int
    rates: dict[str, RateOut]


class DefinitionOut(Schema):
    """How a rate is counted from a day on."""

    id: int
    ref: str
    scheme: str
    rate: str
    names: dict[str, str]
    formula: dict[str, Any]
    starts: date
    citation: str
    source: str


class DefinitionPage(Schema):
    items: list[DefinitionOut]
    older: str
    newer: str


class Paged(Schema):
    cursor: api.Cursor = ""
    size: api.Size = 20


class RatesWanted(Schema):
    month: Annotated[str, Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]
    of: Literal["places", "bodies"] = "places"
    scheme: Annotated[str, Field(max_length=40)] = rates.SCHEME


def _rate(rate: Rate) -> dict[str, Any]:
    return {"value": rate.value, "low": rate.low, "high": rate.high, "asked": rate.asked}


@router.get("/rates", response={200: list[RatesOut], **api.READ}, operation_id="read_rates")
def read_rates(request: HttpRequest, wanted: Annotated[RatesWanted, Query()]) -> Any:
    """The rates of one month by the definitions in force then, place by place or body by body."""
    month = date(int(wanted.month[:4]), int(wanted.month[5:]), 1)
    definitions = rates.in_force(wanted.scheme, month)
    measures = reading.measures_of(definitions.values())
    by: reading.By = "body" if wanted.of == "bodies" else "unit"
    found = reading.read([month], by, None, measures) if month <= clock.today() else {}
    grouped = {number: sums for (_month, number), sums in found.items()}
    model: Any = Body if wanted.of == "bodies" else Unit
    codes = dict(model.objects.filter(pk__in=grouped).order_by("code").values_list("pk", "code"))
    made = []
    for number, code in codes.items():
        asked, done = tallies.asked_of(grouped[number], tallies.CALL_BACKS)
        counted = tallies.rates_of(definitions, grouped[number])
        made.append(
            {
                "of": code,
                "done": done,
                "asked": asked,
                "rates": {key: _rate(rate) for key, rate in counted.items()},
            }
        )
    return made


def _definition(row: Definition) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "scheme": row.scheme,
        "rate": row.code,
        "names": row.names,
        "formula": row.formula,
        "starts": row.starts,
        "citation": row.citation,
        "source": row.source,
    }


@router.get(
    "/definitions", response={200: DefinitionPage, **api.READ}, operation_id="list_definitions"
)
def list_definitions(request: HttpRequest, wanted: Annotated[Paged, Query()]) -> Any:
    """Definitions of rates, newest first."""
    return api.listed(Definition.objects.all(), _definition, wanted.cursor, wanted.size)
