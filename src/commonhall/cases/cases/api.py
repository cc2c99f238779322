"""Cases for programs: read by anybody, written with a key, through the same acts as the pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from commonhall.actions import api
from commonhall.cases.cases import queries as case_queries
from commonhall.cases.cases.models import Case
from commonhall.cases.categories import queries as category_queries
from commonhall.cases.categories.models import Category

router = Router(tags=["cases"])
Kinds = Literal["request", "complaint", "suggestion", "question"]
Latitude = Annotated[Decimal, Field(ge=-90, le=90)]
Longitude = Annotated[Decimal, Field(ge=-180, le=180)]


class CaseOut(Schema):
    """One matter. Times are RFC 3339; due_on is the day the law gives, promised_on the body's word."""

    id: int
    ref: str
    url: str
    kind: str
    state: str
    title: str
    text: str
    category: api.Named
    place: api.Named
    body: api.Named
    address: str
    latitude: float | None
    longitude: float | None
    channel: str
    raised_at: str
    due_on: date | None
    promised_on: date | None
    closed_at: str | None
    reopened: int
    reported: bool = Field(description="a fact brought from another system, not an act here")
    source: int | None
    photo: str = Field(description="address of the photo, or empty")


class StepOut(Schema):
    """One thing that happened to a case; `entry` is its place on the record."""

    at: str
    what: str
    text: str
    who: str
    entry: str | None
    reported: bool
    promised_on: date | None


class CaseWhole(CaseOut):
    history: list[StepOut]


class CasePage(Schema):
    items: list[CaseOut]
    older: str
    newer: str


class CategoryOut(api.Named):
    body: str | None = Field(description="code of the body that usually answers")


class Wanted(Schema):
    """What a list of cases is narrowed to, by codes; `words` in any script."""

    state: api.Code = ""
    category: api.Code = ""
    place: api.Code = ""
    body: api.Code = ""
    words: Annotated[api.Text, Field(max_length=200)] = ""
    cursor: api.Cursor = ""
    size: api.Size = 20


def named(thing: Any) -> dict[str, str]:
    return {"code": thing.code, "name": thing.name}


def shown(request: HttpRequest, case: Case) -> dict[str, Any]:
    """What is published of a case: nothing about who raised it."""
    url = request.build_absolute_uri(case.get_absolute_url())
    return {
        "id": case.pk,
        "ref": case.ref,
        "url": url,
        "kind": case.kind,
        "state": case.state,
        "title": case.title,
        "text": case.text,
        "category": named(case.category),
        "place": named(case.unit),
        "body": named(case.body),
        "address": case.address,
        "latitude": None if case.latitude is None else float(case.latitude),
        "longitude": None if case.longitude is None else float(case.longitude),
        "channel": case.channel,
        "raised_at": case.raised_at.isoformat(),
        "due_on": case.due_on,
        "promised_on": case.promised_on,
        "closed_at": api.moment(case.closed_at),
        "reopened": case.reopened,
        "reported": case.reported,
        "source": case.source_id,
        "photo": f"{url}photo.jpg" if case.photo else "",
    }


def _case(number: int) -> Case:
    rows = case_queries.visible().select_related("category", "unit", "body")
    return get_object_or_404(rows, pk=number)


@router.get("/cases", response={200: CasePage, **api.READ}, operation_id="list_cases")
def list_cases(request: HttpRequest, wanted: Annotated[Wanted, Query()]) -> Any:
    """Cases, newest first, paged by key."""
    narrowed = case_queries.Filter(
        state=wanted.state,
        category=wanted.category,
        place=wanted.place,
        body=wanted.body,
        words=wanted.words,
    )
    rows = case_queries.cases(narrowed)
    return api.listed(rows, lambda case: shown(request, case), wanted.cursor, wanted.size)


@router.get("/cases/{number}", response={200: CaseWhole, **api.READ}, operation_id="read_case")
def read_case(request: HttpRequest, number: api.Id) -> Any:
    """One case with all that happened to it."""
    case = _case(number)
    api.tag(request, case)
    steps = [
        {
            "at": step.at.isoformat(),
            "what": str(step.what),
            "text": step.text,
            "who": step.who,
            "entry": str(step.entry) if step.entry else None,
            "reported": step.reported,
            "promised_on": step.promised_on,
        }
        for step in case_queries.history(case)
    ]
    return {**shown(request, case), "history": steps}


@router.get("/categories", response={200: list[CategoryOut]}, operation_id="list_categories")
def list_categories(request: HttpRequest) -> Any:
    """Categories of cases, and which body usually answers each."""
    rows: Any = category_queries.categories().select_related("body")
    return [_category(row) for row in rows]


def _category(row: Category) -> dict[str, Any]:
    return {**named(row), "body": row.body.code if row.body else None}
