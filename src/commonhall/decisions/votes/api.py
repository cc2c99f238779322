"""Votes and motions for programs. A ballot is cast on the pages only: a key must never know a choice."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.decisions.votes import queries
from commonhall.decisions.votes.counting import FAULTS
from commonhall.decisions.votes.models import Election, Option
from commonhall.law.asking.api import AskedOut, asked_of

router = Router(tags=["decisions"])


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


class InvalidOut(Schema):
    """An opened ballot that does not hold by the vote's terms. fault: a key, why: what is wrong, in words."""

    tracker: str
    choices: list[list[Any]]
    fault: str
    why: str


class ElectionOut(Schema):
    """A vote. budget in minor units, as text. on_paper: how many voted on paper; paper_in: of their ballots, those that
    two people have read."""

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
    currency: str
    most: int
    most_per_place: int
    within_budget: bool
    tellers: int
    need: int
    quorum: int
    threshold: int
    seats: int
    by_lot: bool
    opens_at: str | None
    closes_at: str | None
    counted_at: str | None
    roll_day: str | None
    eligible: int
    admitted: int
    handed_in: int
    on_paper: int
    paper_in: int
    reported: bool


class ElectionWhole(ElectionOut):
    """`outcome`: winners, rounds, votes, what losers lacked, what other rules would have funded.

    turnout: [[code of a part of the place, envelopes], …]; what is left of all is everywhere else.
    spoilt: ballots that do not count: those under `invalid`, and `void` envelopes that held none.
    """

    options: list[OptionOut]
    asked: list[AskedOut]
    ballots: int | None
    spoilt: int | None
    void: int | None
    invalid: list[InvalidOut]
    outcome: dict[str, Any] | None
    turnout: list[list[Any]]


class ElectionPage(Schema):
    items: list[ElectionOut]
    older: str
    newer: str


class BallotOut(Schema):
    tracker: str
    choices: list[list[Any]]


class BallotPage(Schema):
    items: list[BallotOut]
    older: str
    newer: str


class Paged(Schema):
    state: api.Code = ""
    cursor: api.Cursor = ""
    size: api.Size = 20


def money(value: int | None) -> str | None:
    return None if value is None else str(value)


def _election(request: HttpRequest, row: Election) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "kind": row.kind,
        "name": row.name,
        "names": row.names,
        "state": row.state,
        "form": row.form,
        "rule": row.rule,
        "completion": row.completion,
        "place": row.unit.code,
        "body": row.body.code,
        "budget": money(row.budget),
        "currency": row.currency,
        "most": row.most,
        "most_per_place": row.most_per_place,
        "within_budget": row.within_budget,
        "tellers": len(row.teller_keys),
        "need": row.need,
        "quorum": row.quorum,
        "threshold": row.threshold,
        "seats": row.seats,
        "by_lot": row.by_lot,
        "opens_at": api.moment(row.opens_at),
        "closes_at": api.moment(row.closes_at),
        "counted_at": api.moment(row.counted_at),
        "roll_day": row.roll_day.isoformat() if row.roll_day else None,
        "eligible": row.eligible,
        "admitted": row.admitted,
        "handed_in": row.handed_in,  # type: ignore[attr-defined]
        "on_paper": row.on_paper,
        "paper_in": row.paper_in,
        "reported": row.reported,
    }


def _invalid(row: Any) -> dict[str, Any]:
    tracker, choices, fault = row
    return {"tracker": tracker, "choices": choices, "fault": fault, "why": str(FAULTS[fault])}


def _option(row: Option) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "names": row.names,
        "cost": money(row.cost),
        "place": row.unit.code if row.unit else None,
        "category": row.category,
        "about": row.about,
        "withdrawn": row.withdrawn,
        "won": row.won,
    }


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
    row = api.one(request, rows, pk=number)
    result = getattr(row, "result", None)
    return {
        **_election(request, row),
        "options": [_option(one) for one in queries.options(row)],
        "asked": asked_of(request, row.ref),
        "ballots": result.ballots if result else None,
        "spoilt": result.spoilt if result else None,
        "void": result.void if result else None,
        "invalid": [_invalid(one) for one in result.invalid] if result else [],
        "outcome": result.outcome if result else None,
        "turnout": row.turnout,
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
        lambda row: {"tracker": row.tracker, "choices": row.choices},
        wanted.cursor,
        wanted.size,
        keys=("tracker",),
    )
