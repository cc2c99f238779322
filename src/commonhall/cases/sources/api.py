"""Sources behind many cases, for programs."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from commonhall.actions import api
from commonhall.cases.cases import queries as case_queries
from commonhall.cases.cases.api import named
from commonhall.cases.sources import actions
from commonhall.cases.sources import queries as source_queries
from commonhall.cases.sources.models import Source
from commonhall.core.refusals import BadInput
from commonhall.people.api_keys.keys import Key
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit

router = Router(tags=["cases"])


class SourceOut(Schema):
    """The common cause behind several cases."""

    id: int
    ref: str
    url: str
    title: str
    text: str
    state: str
    body: api.Named
    place: api.Named
    cases: int


class SourcePage(Schema):
    items: list[SourceOut]
    older: str
    newer: str


class SourceIn(Schema):
    title: Annotated[api.Text, Field(min_length=1, max_length=160)]
    text: Annotated[api.Text, Field(max_length=4000)] = ""
    place: api.Code
    body: api.Code
    cases: Annotated[list[api.Id], Field(min_length=1, max_length=500)]


class Paged(Schema):
    cursor: api.Cursor = ""
    size: api.Size = 20


@router.get("/sources", response={200: SourcePage, **api.READ}, operation_id="list_sources")
def list_sources(request: HttpRequest, wanted: Annotated[Paged, Query()]) -> Any:
    """Common causes of cases, newest first."""
    return api.listed(
        source_queries.sources(), lambda row: _source(request, row), wanted.cursor, wanted.size
    )


class CasesIn(Schema):
    cases: Annotated[list[api.Id], Field(min_length=1, max_length=200)]


@router.post(
    "/sources/{number}/cases",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="gather_cases",
)
def gather_cases(
    request: HttpRequest, number: api.Id, given: CasesIn, once: api.IdempotencyKey
) -> Any:
    """Gather more cases under a source, for the body that is responsible for it."""
    source = get_object_or_404(Source, pk=number)
    found = case_queries.visible().in_bulk(given.cases)
    missing = [one for one in given.cases if one not in found]
    if missing:
        raise BadInput("cases", f"there is no case {missing[0]}")
    return api.perform(
        request, actions.gather_cases, request.auth, once,  # type: ignore[attr-defined]
        source=source, cases=[found[one] for one in dict.fromkeys(given.cases)],
    )  # fmt: skip


@router.post(
    "/sources", response={201: api.Done, **api.WRITE}, auth=Key(), operation_id="name_source"
)
def name_source(request: HttpRequest, given: SourceIn, once: api.IdempotencyKey) -> Any:
    """Gather cases under the cause behind them, with a body responsible for it."""
    unit = Unit.objects.filter(code=given.place).first()
    body = Body.objects.filter(code=given.body, ended_on=None).first()
    if unit is None:
        raise BadInput("place", f"there is no place {given.place!r}")
    if body is None:
        raise BadInput("body", f"there is no body {given.body!r}")
    wanted = set(given.cases)
    cases = list(case_queries.visible().filter(pk__in=wanted).order_by("pk"))
    if missing := wanted - {case.pk for case in cases}:
        raise BadInput("cases", f"there is no case {min(missing)}")
    return api.created(
        request, actions.name_source, request.auth, once,  # type: ignore[attr-defined]
        title=given.title, text=given.text, unit=unit, body=body, cases=cases,
    )  # fmt: skip


def _source(request: HttpRequest, row: Source) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "title": row.title,
        "text": row.text,
        "state": row.state,
        "body": named(row.body),
        "place": named(row.unit),
        "cases": row.number,  # type: ignore[attr-defined]
    }
