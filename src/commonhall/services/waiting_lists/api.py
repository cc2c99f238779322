"""Waiting lists for programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.core import clock
from commonhall.people.api_keys.keys import Key
from commonhall.services.waiting_lists import queries, rules
from commonhall.services.waiting_lists.models import WaitingEntry, WaitingRule

router = Router(tags=["services"])


class ListsWanted(Schema):
    place: api.Code = ""
    cursor: api.Cursor = ""
    size: api.Size = 20


class WaitingListOut(Schema):
    """Something that is too little for all. rule: queue, need or lottery; criteria: with points and what counts as proof."""

    id: int
    ref: str
    url: str
    name: str
    names: dict[str, str]
    body: str
    place: str
    service: str
    about: str
    places: int
    waiting: int
    rule: str
    edition: int
    criteria: list[dict[str, Any]]
    residents: bool
    opens_on: date
    closes_on: date | None
    answer_days: int
    takes_people: bool


class WaitingListPage(Schema):
    items: list[WaitingListOut]
    older: str
    newer: str


class OwnPlaceOut(Schema):
    """One's own place on a list. ahead: how many stand before; null while the lot is not drawn, or off the list."""

    number: int
    url: str
    waiting_list: int
    state: str
    asked_at: datetime
    points: int
    ahead: int | None
    of: int
    answer_until: date | None


class OwnPlacePage(Schema):
    items: list[OwnPlaceOut]
    older: str
    newer: str


class OwnPaged(Schema):
    cursor: api.Cursor = ""
    size: api.Size = 20


def _list(request: HttpRequest, row: Any, rule: WaitingRule) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "name": row.name,
        "names": row.names,
        "body": row.body.code,
        "place": row.unit.code,
        "service": row.service.code if row.service else "",
        "about": row.about,
        "places": row.places,
        "waiting": row.waiting,
        "rule": rule.rule,
        "edition": rule.number,
        "criteria": rule.criteria,
        "residents": row.residents,
        "opens_on": row.opens_on,
        "closes_on": row.closes_on,
        "answer_days": row.answer_days,
        "takes_people": row.takes(clock.today()),
    }


@router.get(
    "/waiting-lists",
    response={200: WaitingListPage, **api.READ},
    operation_id="list_waiting_lists",
)
def list_waiting_lists(request: HttpRequest, wanted: Annotated[ListsWanted, Query()]) -> Any:
    """Waiting lists, newest first."""
    rows = queries.lists(queries.Filter(place=wanted.place))
    said = api.listed(rows, lambda row: row, wanted.cursor, wanted.size)
    found = queries.rules_of(said["items"])
    said["items"] = [_list(request, row, found[row.pk]) for row in said["items"]]
    return said


@router.get(
    "/waiting-lists/{number}",
    response={200: WaitingListOut, **api.READ},
    operation_id="read_waiting_list",
)
def read_waiting_list(request: HttpRequest, number: api.Id) -> Any:
    """One waiting list with the rule that holds."""
    row: Any = api.one(request, queries.lists(), pk=number)
    return _list(request, row, rules.rule_of(row))


@router.get(
    "/waiting-places",
    response={200: OwnPlacePage, 401: api.Problem, **api.READ},
    auth=Key(),
    operation_id="list_own_waiting_places",
)
def list_own_waiting_places(request: HttpRequest, wanted: Annotated[OwnPaged, Query()]) -> Any:
    """Where you wait, or the organisation you act for, with your own position and points. Empty for everybody else."""
    rows = queries.own(request.auth)  # type: ignore[attr-defined]
    said = api.listed(rows, lambda row: row, wanted.cursor, wanted.size)
    found = queries.positions(said["items"])
    said["items"] = [_own(request, row, found[row.pk]) for row in said["items"]]
    return said


def _own(request: HttpRequest, row: WaitingEntry, where: queries.Position) -> dict[str, Any]:
    return {
        "number": row.pk,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "waiting_list": row.waiting_list_id,
        "state": row.state,
        "asked_at": row.asked_at,
        "points": row.points,
        "ahead": where.ahead,
        "of": where.of,
        "answer_until": row.answer_until,
    }
