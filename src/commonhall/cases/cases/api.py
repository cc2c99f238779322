"""Cases for programs: read by anybody, written with a key, through the same acts as the pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from commonhall.actions import api
from commonhall.actions.gate import Action
from commonhall.cases.cases import actions
from commonhall.cases.cases import queries as case_queries
from commonhall.cases.cases.models import Case
from commonhall.cases.categories import queries as category_queries
from commonhall.cases.categories.models import Category
from commonhall.core.refusals import BadInput
from commonhall.people.api_keys.keys import Key, MaybeKey
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit

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


class CaseIn(Schema):
    """Where: a point (latitude and longitude), or the code of a place, or both."""

    kind: Kinds
    title: Annotated[api.Text, Field(min_length=1, max_length=160)]
    text: Annotated[api.Text, Field(max_length=4000)] = ""
    category: api.Code
    place: api.Code = ""
    address: Annotated[api.Text, Field(max_length=200)] = ""
    latitude: Latitude | None = None
    longitude: Longitude | None = None


class AnswerIn(Schema):
    text: Annotated[api.Text, Field(min_length=1, max_length=4000)]
    promise: date | None = None


class PassOnIn(Schema):
    to: api.Code
    reason: Annotated[api.Text, Field(min_length=1, max_length=2000)]


class WordsIn(Schema):
    text: Annotated[api.Text, Field(max_length=4000)] = ""


class VerdictIn(WordsIn):
    """satisfied: how you were treated; leave it out if you would rather not say."""

    satisfied: Literal["yes", "mostly", "no", ""] = ""


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


@router.post("/cases", response={201: api.Done, **api.WRITE}, auth=Key(), operation_id="raise_case")
def raise_case(request: HttpRequest, given: CaseIn, once: api.IdempotencyKey) -> Any:
    """Raise a case. It goes at once to the body competent for category and place."""
    unit = Unit.objects.filter(code=given.place).first() if given.place else None
    if given.place and unit is None:
        raise BadInput("place", f"there is no place {given.place!r}")
    if (given.latitude is None) != (given.longitude is None):
        raise BadInput("latitude", "give latitude and longitude together")
    category = category_queries.categories().filter(code=given.category).first()
    if category is None:
        raise BadInput("category", f"there is no category {given.category!r}")
    return api.created(
        request,
        actions.raise_case,
        request.auth,  # type: ignore[attr-defined]
        once,
        kind=given.kind,
        title=given.title,
        text=given.text,
        category=category,
        unit=unit,
        address=given.address,
        latitude=_degrees(given.latitude),
        longitude=_degrees(given.longitude),
        channel=Case.Channel.API,
    )


def _degrees(value: Decimal | None) -> Decimal | None:
    return None if value is None else round(value, 6)


@router.get(
    "/cases/{number}/may",
    response={200: list[api.May], 401: api.Problem, **api.READ},
    auth=MaybeKey(),
    openapi_extra={"security": [{}, {"MaybeKey": []}]},
    operation_id="what_may_be_done_with_a_case",
)
def may(request: HttpRequest, number: api.Id) -> Any:
    """What you may do with a case now, and why not, without doing it."""
    case, memo = _case(number), {}  # type: ignore[var-annotated]
    available_actions = (
        actions.answer_case, actions.pass_on_case, actions.mark_done,
        actions.confirm_case, actions.refuse_result, actions.reopen_case,
    )  # fmt: skip
    actor = request.auth  # type: ignore[attr-defined]
    return [api.may(action, actor, memo, case=case) for action in available_actions]


@router.post(
    "/cases/{number}/answer",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="answer_case",
)
def answer(request: HttpRequest, number: api.Id, given: AnswerIn, once: api.IdempotencyKey) -> Any:
    """Answer a case for the body that is responsible, and promise a day."""
    return _do(request, actions.answer_case, number, once, text=given.text, promise=given.promise)


@router.post(
    "/cases/{number}/pass-on",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="pass_on_case",
)
def pass_on(request: HttpRequest, number: api.Id, given: PassOnIn, once: api.IdempotencyKey) -> Any:
    """Hand a case to the body that is competent, with the reason."""
    to = Body.objects.filter(code=given.to, ended_on=None).exclude(kind="system").first()
    if to is None:
        raise BadInput("to", f"there is no body {given.to!r}")
    return _do(request, actions.pass_on_case, number, once, to=to, reason=given.reason)


@router.post(
    "/cases/{number}/done",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="mark_case_done",
)
def mark_done(
    request: HttpRequest, number: api.Id, given: WordsIn, once: api.IdempotencyKey
) -> Any:
    """Report a case as done; whether it is solved is for whoever raised it to say."""
    return _do(request, actions.mark_done, number, once, text=given.text)


@router.post(
    "/cases/{number}/confirm",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="confirm_case",
)
def confirm(
    request: HttpRequest, number: api.Id, given: VerdictIn, once: api.IdempotencyKey
) -> Any:
    """Say that your case is solved."""
    return _do(
        request, actions.confirm_case, number, once, text=given.text, satisfied=given.satisfied
    )


@router.post(
    "/cases/{number}/refuse",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="refuse_result",
)
def refuse(request: HttpRequest, number: api.Id, given: VerdictIn, once: api.IdempotencyKey) -> Any:
    """Say that your case is not solved, and why."""
    return _do(
        request, actions.refuse_result, number, once, text=given.text, satisfied=given.satisfied
    )


@router.post(
    "/cases/{number}/reopen",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="reopen_case",
)
def reopen(request: HttpRequest, number: api.Id, given: WordsIn, once: api.IdempotencyKey) -> Any:
    """Say that a solved matter came back."""
    return _do(request, actions.reopen_case, number, once, text=given.text)


def _do(request: HttpRequest, action: Action[Any], number: int, once: str, **given: Any) -> Any:
    return api.perform(request, action, request.auth, once, case=_case(number), **given)  # type: ignore[attr-defined]


@router.get("/categories", response={200: list[CategoryOut]}, operation_id="list_categories")
def list_categories(request: HttpRequest) -> Any:
    """Categories of cases, and which body usually answers each."""
    rows: Any = category_queries.categories().select_related("body")
    return [_category(row) for row in rows]


def _category(row: Category) -> dict[str, Any]:
    return {**named(row), "body": row.body.code if row.body else None}
