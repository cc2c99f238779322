"""Lotteries for programs: reading them whole, drawing them again, one's own ticket."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.decisions.lotteries import queries
from commonhall.decisions.lotteries.models import Lottery
from commonhall.people.api_keys.keys import Key

router = Router(tags=["lotteries"])


class LotteryOut(Schema):
    """A lottery for a panel or for places. seed: the frozen list's root, a line feed, the source's value.

    decided_at: when the numbers that decide are known. again_of: the number of the lottery it is held again after.
    """

    id: int
    ref: str
    url: str
    kind: str
    name: str
    names: dict[str, str]
    state: str
    rule: str
    place: str
    body: str
    about: str
    places: int
    applied: int
    one_of_a_household: bool
    source: str
    opens_at: str
    closes_at: str
    decided_at: str | None
    again_of: int | None
    drawn_at: str | None
    root: str
    seed: str


class LotteryWhole(LotteryOut):
    """`draw`: everything that is needed to draw again (null before the list is frozen).

    beacon: chain and round as named at the opening; round: the one that counts, 0 before the list is frozen. numbers:
    how many of a public draw, and the highest. entries: what offices entered, in pairs; numbers are shown once both have.
    """

    texts: dict[str, str]
    quotas: list[dict[str, Any]]
    criteria: list[dict[str, Any]]
    public_draw: dict[str, str]
    beacon: dict[str, Any]
    round: int
    numbers: dict[str, int]
    entries: list[dict[str, Any]]
    missing_since: str | None
    why_again: str
    draw: dict[str, Any] | None


class LotteryPage(Schema):
    items: list[LotteryOut]
    older: str
    newer: str


class TicketOut(Schema):
    code: str
    kind: int
    place: int
    points: int
    household: str
    state: str
    stands_for: str


class TicketPage(Schema):
    items: list[TicketOut]
    older: str
    newer: str


class MyTicket(Schema):
    """state: "" until the list is frozen."""

    code: str
    state: str


class Paged(Schema):
    state: api.Code = ""
    cursor: api.Cursor = ""
    size: api.Size = 20


def _lottery(request: HttpRequest, row: Lottery) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "kind": row.kind,
        "name": row.name,
        "names": row.names,
        "state": row.state,
        "rule": row.rule,
        "place": row.unit.code,
        "body": row.body.code,
        "about": row.about,
        "places": row.places,
        "applied": row.tickets_count if row.root else row.entered,  # type: ignore[attr-defined]
        "one_of_a_household": row.household,
        "source": row.source,
        "opens_at": row.opens_at.isoformat(),
        "closes_at": row.closes_at.isoformat(),
        "decided_at": api.moment(row.due_at),
        "again_of": row.again_of_id,
        "drawn_at": api.moment(row.drawn_at),
        "root": row.root,
        "seed": row.seed,
    }


@router.get("/lotteries", response={200: LotteryPage, **api.READ}, operation_id="list_lotteries")
def list_lotteries(request: HttpRequest, wanted: Annotated[Paged, Query()]) -> Any:
    """Lotteries, newest first."""
    rows = queries.entered(queries.lotteries())
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    return api.listed(rows, lambda row: _lottery(request, row), wanted.cursor, wanted.size)


@router.get(
    "/lotteries/{number}", response={200: LotteryWhole, **api.READ}, operation_id="read_lottery"
)
def read_lottery(request: HttpRequest, number: api.Id) -> Any:
    """One lottery with its rule and, once its list is frozen, all that is needed to draw again."""
    row = api.one(request, queries.entered(queries.lotteries()), pk=number)
    return {
        **_lottery(request, row),
        "texts": row.texts,
        "quotas": row.quotas,
        "criteria": row.criteria,
        "public_draw": row.draw_names,
        "beacon": row.beacon,
        "round": row.round,
        "numbers": row.numbers,
        "entries": row.entries,
        "missing_since": api.moment(row.missing_since),
        "why_again": row.again_reason,
        "draw": queries.published_draw(row) if row.root else None,
    }


@router.get(
    "/lotteries/{number}/tickets",
    response={200: TicketPage, **api.READ},
    operation_id="list_lottery_tickets",
)
def list_tickets(request: HttpRequest, number: api.Id, wanted: Annotated[Paged, Query()]) -> Any:
    """The tickets of a frozen list, by code, with what became of them."""
    lottery = get_object_or_404(queries.lotteries(), pk=number)
    rows = lottery.tickets.all()
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    fields = list(TicketOut.model_fields)
    return api.listed(
        rows,
        lambda row: {name: getattr(row, name) for name in fields},
        wanted.cursor,
        wanted.size,
        keys=("code",),
    )


@router.get(
    "/lotteries/{number}/my-ticket",
    response={200: MyTicket, 401: api.Problem, **api.READ},
    auth=Key(),
    operation_id="read_my_ticket",
)
def my_ticket(request: HttpRequest, number: api.Id) -> Any:
    """The ticket you hold, and what became of it. Nobody else is told it."""
    lottery = get_object_or_404(queries.lotteries(), pk=number)
    mine = queries.application(request.auth.person_id, lottery)  # type: ignore[attr-defined]
    if mine is None:
        raise Http404
    ticket = lottery.tickets.filter(code=mine.code).first()
    return {"code": mine.code, "state": ticket.state if ticket else ""}
