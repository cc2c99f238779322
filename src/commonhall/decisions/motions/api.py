"""Motions for programs."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.decisions.motions import queries
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.votes.api import Paged, money
from commonhall.law.asking.api import AskedOut, asked_of

router = Router(tags=["decisions"])


class RollCallOut(Schema):
    office: str
    choice: str
    at: str


class MotionOut(Schema):
    """A decision of a body. amount in minor units, as text."""

    id: int
    ref: str
    url: str
    name: str
    names: dict[str, str]
    state: str
    body: str
    place: str
    about: str
    amount: str | None
    currency: str
    tabled_at: str
    decided_at: str | None


class MotionWhole(MotionOut):
    texts: dict[str, str]
    votes: list[RollCallOut]
    asked: list[AskedOut]


class MotionPage(Schema):
    items: list[MotionOut]
    older: str
    newer: str


def _motion(request: HttpRequest, row: Motion) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "name": row.name,
        "names": row.names,
        "state": row.state,
        "body": row.body.code,
        "place": row.unit.code,
        "about": row.about,
        "amount": money(row.amount),
        "currency": row.currency,
        "tabled_at": row.tabled_at.isoformat(),
        "decided_at": api.moment(row.decided_at),
    }


@router.get("/motions", response={200: MotionPage, **api.READ}, operation_id="list_motions")
def list_motions(request: HttpRequest, wanted: Annotated[Paged, Query()]) -> Any:
    """Decisions of bodies, newest first."""
    rows = queries.motions()
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    return api.listed(rows, lambda row: _motion(request, row), wanted.cursor, wanted.size)


@router.get(
    "/motions/{number}", response={200: MotionWhole, **api.READ}, operation_id="read_motion"
)
def read_motion(request: HttpRequest, number: api.Id) -> Any:
    """One decision of a body with its roll-call."""
    row = get_object_or_404(queries.motions(), pk=number)
    votes = row.votes.select_related("office").order_by("office_id")
    return {
        **_motion(request, row),
        "texts": row.texts,
        "asked": asked_of(request, row.ref),
        "votes": [
            {"office": one.office.code, "choice": one.choice, "at": one.at.isoformat()}
            for one in votes
        ],
    }
