"""Votes and motions for programs. A ballot is cast on the pages only: a key must never know a choice."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from commonhall.acts import api, registry
from commonhall.acts.refusals import BadInput
from commonhall.decide import motions, queries
from commonhall.decide.models import Election, Motion, Option
from commonhall.people.tokens import Key
from commonhall.places.models import Unit

router = Router(tags=["decisions"])
Ref = Annotated[api.Text, Field(max_length=80, pattern=r"^[a-z]+\.[a-z]+:[0-9]{1,18}$")]
Names = dict[str, Annotated[api.Text, Field(max_length=160)]]
Texts = dict[str, Annotated[api.Text, Field(max_length=8000)]]


class OptionOut(Schema):
    """A project or an answer. cost in minor units, as text."""

    code: str
    name: str
    names: dict[str, str]
    cost: str | None
    place: str | None
    category: str
    about: str
    withdrawn: bool
    won: bool | None


class ElectionOut(Schema):
    """A vote. budget in minor units, as text."""

    id: int
    ref: str
    url: str
    kind: str
    name: str
    names: dict[str, str]
    state: str
    form: str
    rule: str
    completion: str
    place: str
    body: str
    budget: str | None
    most: int
    quorum: int
    threshold: int
    opens_at: str | None
    closes_at: str | None
    counted_at: str | None
    eligible: int
    handed_in: int
    reported: bool


class ElectionWhole(ElectionOut):
    """`outcome`: winners, rounds, votes, what losers lacked, what other rules would have funded."""

    options: list[OptionOut]
    ballots: int | None
    spoilt: int | None
    outcome: dict[str, Any] | None


class ElectionPage(Schema):
    items: list[ElectionOut]
    older: str
    newer: str


class BallotOut(Schema):
    tracker: str
    choices: list[list[Any]]
    group: str


class BallotPage(Schema):
    items: list[BallotOut]
    older: str
    newer: str


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


class Nothing(Schema):
    """No input is needed."""


class Paged(Schema):
    state: api.Code = ""
    cursor: api.Cursor = ""
    size: api.Size = 20


def money(value: int | None) -> str | None:
    return None if value is None else str(value)


def _election(request: HttpRequest, row: Election) -> dict[str, Any]:
    return {
        "id": row.pk, "ref": row.ref, "url": request.build_absolute_uri(row.get_absolute_url()),
        "kind": row.kind, "name": row.name, "names": row.names, "state": row.state,
        "form": row.form, "rule": row.rule, "completion": row.completion, "place": row.unit.code,
        "body": row.body.code, "budget": money(row.budget), "most": row.most,
        "quorum": row.quorum, "threshold": row.threshold, "opens_at": api.moment(row.opens_at),
        "closes_at": api.moment(row.closes_at), "counted_at": api.moment(row.counted_at),
        "eligible": row.eligible, "handed_in": row.handed_in, "reported": row.reported,  # type: ignore[attr-defined]
    }  # fmt: skip


def _option(row: Option) -> dict[str, Any]:
    return {
        "code": row.code, "name": row.name, "names": row.names, "cost": money(row.cost),
        "place": row.unit.code if row.unit else None, "category": row.category,
        "about": row.about, "withdrawn": row.withdrawn, "won": row.won,
    }  # fmt: skip


def _motion(request: HttpRequest, row: Motion) -> dict[str, Any]:
    return {
        "id": row.pk, "ref": row.ref, "url": request.build_absolute_uri(row.get_absolute_url()),
        "name": row.name, "names": row.names, "state": row.state, "body": row.body.code,
        "place": row.unit.code, "about": row.about, "amount": money(row.amount),
        "tabled_at": row.tabled_at.isoformat(), "decided_at": api.moment(row.decided_at),
    }  # fmt: skip


@router.get("/elections", response={200: ElectionPage, **api.READ}, operation_id="list_elections")
def list_elections(request: HttpRequest, wanted: Annotated[Paged, Query()]) -> Any:
    """Votes, newest first."""
    rows = queries.counted(queries.elections())
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    return api.listed(rows, lambda row: _election(request, row), wanted.cursor, wanted.size)


@router.get(
    "/elections/{number}", response={200: ElectionWhole, **api.READ}, operation_id="read_election"
)
def read_election(request: HttpRequest, number: api.Id) -> Any:
    """One vote with its options and, once counted, its whole outcome."""
    rows = queries.counted(queries.elections()).select_related("result")
    row = get_object_or_404(rows, pk=number)
    result = getattr(row, "result", None)
    return {
        **_election(request, row),
        "options": [_option(one) for one in queries.options(row)],
        "ballots": result.ballots if result else None,
        "spoilt": result.spoilt if result else None,
        "outcome": result.outcome if result else None,
    }


@router.get(
    "/elections/{number}/ballots",
    response={200: BallotPage, **api.READ},
    operation_id="list_published_ballots",
)
def list_ballots(request: HttpRequest, number: api.Id, wanted: Annotated[Paged, Query()]) -> Any:
    """The published ballots of a counted vote, by tracker."""
    election = get_object_or_404(queries.elections(), pk=number)
    return api.listed(
        election.ballots.all(),
        lambda row: {"tracker": row.tracker, "choices": row.choices, "group": row.group},
        wanted.cursor,
        wanted.size,
        keys=("tracker",),
    )


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
    matter, unit = registry.thing(given.matter), Unit.objects.filter(code=given.place).first()
    if matter is None:
        raise BadInput("matter", f"there is nothing on the record called {given.matter!r}")
    if unit is None:
        raise BadInput("place", f"there is no place {given.place!r}")
    return api.created(
        request, motions.table_motion, request.auth, once,  # type: ignore[attr-defined]
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
        request, motions.vote_on_motion, request.auth, once,  # type: ignore[attr-defined]
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
    return api.perform(request, motions.conclude_motion, request.auth, once, motion=motion)  # type: ignore[attr-defined]
