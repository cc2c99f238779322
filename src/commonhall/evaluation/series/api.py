"""Series for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.evaluation.indicators.api import Paged
from commonhall.evaluation.series.models import Series, StruckReport, Value

router = Router(tags=["evaluation"])


class SeriesOut(Schema):
    """Something measured again and again."""

    id: int
    ref: str
    url: str
    code: str
    name: str
    names: dict[str, str]
    measured_in: dict[str, str]
    more_is_better: bool
    body: str
    citation: str


class SeriesPage(Schema):
    items: list[SeriesOut]
    older: str
    newer: str


class ValueOut(Schema):
    """One value; a newer one for the same place and day corrects it. struck: a review struck it."""

    id: int
    place: str
    on: date
    value: str
    asked: int | None
    error: float | None
    struck: bool


class ValuePage(Schema):
    items: list[ValueOut]
    older: str
    newer: str


def _series(request: HttpRequest, row: Series) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "code": row.code,
        "name": row.name,
        "names": row.names,
        "measured_in": row.measured_in,
        "more_is_better": row.up,
        "body": row.body.code,
        "citation": row.citation,
    }


@router.get("/series", response={200: SeriesPage, **api.READ}, operation_id="list_series")
def list_series(request: HttpRequest, wanted: Annotated[Paged, Query()]) -> Any:
    """What is measured again and again, newest first."""
    rows = Series.objects.filter(ended_on=None).select_related("body")
    return api.listed(rows, lambda row: _series(request, row), wanted.cursor, wanted.size)


def _value(row: Value) -> dict[str, Any]:
    return {
        "id": row.pk,
        "place": row.unit.code,
        "on": row.on,
        "value": f"{row.shown:f}",
        "asked": row.asked,
        "error": None if row.error is None else float(row.error),
        "struck": getattr(row, "struck", False),
    }


@router.get(
    "/series/{code}/values", response={200: ValuePage, **api.READ}, operation_id="list_values"
)
def list_values(request: HttpRequest, code: api.Code, wanted: Annotated[Paged, Query()]) -> Any:
    """Values of a series, the newest report first; the newest for a place and day stands."""
    series = get_object_or_404(Series, code=code)
    struck = Exists(StruckReport.objects.filter(entry=OuterRef("reported_in")))
    rows = series.values.select_related("unit").annotate(struck=struck)
    return api.listed(rows, _value, wanted.cursor, wanted.size)
