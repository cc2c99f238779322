"""Cases for programs: read by anybody, written with a key, through the same acts as the pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from commonhall.actions import api
from commonhall.actions.actors import Actor
from commonhall.cases.cases import queries as case_queries
from commonhall.cases.cases import reading
from commonhall.cases.cases.models import Case
from commonhall.cases.categories import queries as category_queries
from commonhall.cases.categories import questions
from commonhall.cases.categories.models import Category, Question
from commonhall.core.models import in_language
from commonhall.people.api_keys.keys import MaybeKey

router = Router(tags=["cases"])
Kinds = Literal["request", "complaint", "suggestion", "question"]
Latitude = Annotated[Decimal, Field(ge=-90, le=90)]
Longitude = Annotated[Decimal, Field(ge=-180, le=180)]


class MeTooOut(Schema):
    here: int
    elsewhere: int


class SaidOut(Schema):
    code: str
    question: str
    answer: str


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
    confidential: bool = Field(
        description="its words are only for the body, its reviewer and whoever raised it"
    )
    me_too: MeTooOut = Field(description="confirmed residents whom it concerns, too")
    answers: list[SaidOut] = Field(description="public answers to the category's questions")


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


class ChoiceOut(Schema):
    code: str
    name: str


class QuestionOut(api.Named):
    """What is asked of whoever raises a case of the category: its answer goes into `answers`, by the code."""

    kind: str = Field(description="text, choice, number or date")
    required: bool
    public: bool
    choices: list[ChoiceOut]


class CategoryOut(api.Named):
    body: str | None = Field(description="code of the body that usually answers")
    raised_by: str = Field(description="anybody, accounts, residents or organisations")
    confidential: bool
    questions: list[QuestionOut]


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


def shown(
    request: HttpRequest, case: Case, public: questions.Public, reads: bool = True
) -> dict[str, Any]:
    """What is published of a case: nothing about who raised it. reads: may the reader read its words?"""
    url = request.build_absolute_uri(case.get_absolute_url())
    return {
        "id": case.pk,
        "ref": case.ref,
        "url": url,
        "kind": case.kind,
        "state": case.state,
        "title": case.title if reads else case.heading,
        "text": case.text if reads else "",
        "category": named(case.category),
        "place": named(case.place if reads else case.unit),
        "body": named(case.body),
        "address": case.address if reads else "",
        "latitude": float(case.latitude) if reads and case.latitude is not None else None,
        "longitude": float(case.longitude) if reads and case.longitude is not None else None,
        "channel": case.channel,
        "raised_at": case.raised_at.isoformat(),
        "due_on": case.due_on,
        "promised_on": case.promised_on,
        "closed_at": api.moment(case.closed_at),
        "reopened": case.reopened,
        "reported": case.reported,
        "source": case.source_id,
        "photo": f"{url}photo.jpg" if reads and case.photo else "",
        "confidential": case.confidential,
        "me_too": {"here": case.too_here, "elsewhere": case.too_elsewhere},
        "answers": [
            {"code": one.code, "question": one.question, "answer": one.answer}
            for one in (public.of(case.category_id, case.extra or {}) if reads else ())
        ],
    }


def _case(number: int) -> Case:
    rows = case_queries.complete().select_related(
        "category", "unit", "body", "exact_unit", "person"
    )
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
    rows, public = case_queries.cases(narrowed), questions.Public()
    return api.listed(rows, lambda case: shown(request, case, public), wanted.cursor, wanted.size)


@router.get(
    "/cases/{number}",
    response={200: CaseWhole, **api.READ},
    operation_id="read_case",
    auth=MaybeKey(),
    openapi_extra={"security": [{}, {"MaybeKey": []}]},
)
def read_case(request: HttpRequest, number: api.Id) -> Any:
    """One case with all that happened to it; a confidential one in full only with a key of those who may read it."""
    case = _case(number)
    api.tag(request, case)
    public = questions.Public()
    actor: Actor = request.auth  # type: ignore[attr-defined]
    if not reading.may_read(actor, case):
        return {**shown(request, case, public, reads=False), "history": []}
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
    return {**shown(request, case, public), "history": steps}


@router.get("/categories", response={200: list[CategoryOut]}, operation_id="list_categories")
def list_categories(request: HttpRequest) -> Any:
    """Categories of cases, and which body usually answers each."""
    asked: dict[int, list[Question]] = {}
    for one in Question.objects.filter(ended_on=None).order_by("order", "pk"):
        asked.setdefault(one.category_id, []).append(one)
    rows: Any = category_queries.categories().select_related("body")
    return [_category(row, asked.get(row.pk, [])) for row in rows]


def _category(row: Category, asked: list[Question]) -> dict[str, Any]:
    return {
        **named(row),
        "body": row.body.code if row.body else None,
        "raised_by": row.raised_by,
        "confidential": row.confidential,
        "questions": [
            {
                **named(one),
                "kind": one.kind,
                "required": one.required,
                "public": one.public,
                "choices": [
                    {"code": code, "name": in_language(names)} for code, names in one.choices
                ],
            }
            for one in asked
        ],
    }
