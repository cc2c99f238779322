"""Motions for programs."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from commonhall.actions import api
from commonhall.core import refs
from commonhall.core.refusals import BadInput
from commonhall.decisions.motions import actions, queries
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.votes.api import Nothing, Paged, money
from commonhall.people.api_keys.keys import Key
from commonhall.places.models import Unit

router = Router(tags=["decisions"])
Ref = Annotated[api.Text, Field(max_length=80, pattern=r"^[a-z]+\.[a-z]+:[0-9]{1,18}$")]
Names = dict[str, Annotated[api.Text, Field(max_length=160)]]
Texts = dict[str, Annotated[api.Text, Field(max_length=8000)]]


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
    tabled_at: str
    decided_at: str | None


class MotionWhole(MotionOut):
    texts: dict[str, str]
    votes: list[RollCallOut]


class MotionPage(Schema):
    items: list[MotionOut]
    older: str
    newer: str


class MotionIn(Schema):
    matter: Ref
    place: api.Code
    names: Names
    texts: Texts
    amount: Annotated[int, Field(ge=0, le=10**15)] | None = None


class RollCallIn(Schema):
    choice: Annotated[str, Field(pattern="^(yes|no|abstain)$")]
    reason: Annotated[api.Text, Field(max_length=2000)] = ""


def _motion(request: HttpRequest, row: Motion) -> dict[str, Any]:
    return {
        "id": row.pk, "ref": row.ref, "url": request.build_absolute_uri(row.get_absolute_url()),
        "name": row.name, "names": row.names, "state": row.state, "body": row.body.code,
        "place": row.unit.code, "about": row.about, "amount": money(row.amount),
        "tabled_at": row.tabled_at.isoformat(), "decided_at": api.moment(row.decided_at),
    }  # fmt: skip


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
        "votes": [
            {"office": one.office.code, "choice": one.choice, "at": one.at.isoformat()}
            for one in votes
        ],
    }


@router.post(
    "/motions", response={201: api.Done, **api.WRITE}, auth=Key(), operation_id="table_motion"
)
def table(request: HttpRequest, given: MotionIn, once: api.IdempotencyKey) -> Any:
    """Put a decision about a matter before your body."""
    matter, unit = refs.thing(given.matter), Unit.objects.filter(code=given.place).first()
    if matter is None:
        raise BadInput("matter", f"there is nothing on the record called {given.matter!r}")
    if unit is None:
        raise BadInput("place", f"there is no place {given.place!r}")
    return api.created(
        request, actions.table_motion, request.auth, once,  # type: ignore[attr-defined]
        matter=matter, unit=unit, names=given.names, texts=given.texts, amount=given.amount,
    )  # fmt: skip


@router.post(
    "/motions/{number}/vote",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="vote_on_motion",
)
def vote(request: HttpRequest, number: api.Id, given: RollCallIn, once: api.IdempotencyKey) -> Any:
    """Vote on a motion for your office, in the open."""
    motion = get_object_or_404(queries.motions(), pk=number)
    return api.perform(
        request, actions.vote_on_motion, request.auth, once,  # type: ignore[attr-defined]
        motion=motion, choice=given.choice, reason=given.reason,
    )  # fmt: skip


@router.post(
    "/motions/{number}/conclude",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="conclude_motion",
)
def conclude(request: HttpRequest, number: api.Id, given: Nothing, once: api.IdempotencyKey) -> Any:
    """Conclude the roll-call of a motion."""
    motion = get_object_or_404(queries.motions(), pk=number)
    return api.perform(request, actions.conclude_motion, request.auth, once, motion=motion)  # type: ignore[attr-defined]
