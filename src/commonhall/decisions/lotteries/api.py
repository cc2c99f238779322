"""Lotteries for programs: reading them whole, drawing them again, applying and answering."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from commonhall.actions import api
from commonhall.decisions.lotteries import actions, draw_actions, queries
from commonhall.decisions.lotteries.models import Lottery
from commonhall.people.api_keys.keys import Key

router = Router(tags=["lotteries"])
Word = Annotated[api.Text, Field(max_length=80)]


class LotteryOut(Schema):
    """A lottery for a panel or for places. seed: the frozen list's root, a line feed, the source's value."""

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
    drawn_at: str | None
    root: str
    seed: str


class LotteryWhole(LotteryOut):
    """`draw`: everything that is needed to draw again (null before the list is frozen)."""

    texts: dict[str, str]
    quotas: list[dict[str, Any]]
    criteria: list[dict[str, Any]]
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


class ApplyIn(Schema):
    """features: a value a quota; claims: codes of criteria; home: the address, where households count."""

    features: dict[Word, Word] = {}
    claims: Annotated[list[Word], Field(max_length=30)] = []
    home: Annotated[api.Text, Field(max_length=200)] = ""


class Applied(api.Done):
    """ticket: under this number it will stand on the list."""

    ticket: str


class AnswerIn(Schema):
    """name: to be shown in public, only where one wishes."""

    accept: bool
    name: Annotated[api.Text, Field(max_length=120)] = ""


class Paged(Schema):
    state: api.Code = ""
    cursor: api.Cursor = ""
    size: api.Size = 20


class Nothing(Schema):
    """No input is needed."""


def _lottery(request: HttpRequest, row: Lottery) -> dict[str, Any]:
    return {
        "id": row.pk, "ref": row.ref, "url": request.build_absolute_uri(row.get_absolute_url()),
        "kind": row.kind, "name": row.name, "names": row.names, "state": row.state,
        "rule": row.rule, "place": row.unit.code, "body": row.body.code, "about": row.about,
        "places": row.places, "applied": row.tickets_count if row.root else row.entered,  # type: ignore[attr-defined]
        "one_of_a_household": row.household, "source": row.source,
        "opens_at": row.opens_at.isoformat(), "closes_at": row.closes_at.isoformat(),
        "drawn_at": api.moment(row.drawn_at), "root": row.root, "seed": row.seed,
    }  # fmt: skip


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
    row = get_object_or_404(queries.entered(queries.lotteries()), pk=number)
    return {
        **_lottery(request, row),
        "texts": row.texts,
        "quotas": row.quotas,
        "criteria": row.criteria,
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


@router.post(
    "/lotteries/{number}/apply",
    response={201: Applied, **api.WRITE},
    auth=Key(),
    operation_id="apply_for_lottery",
)
def apply(request: HttpRequest, number: api.Id, given: ApplyIn, once: api.IdempotencyKey) -> Any:
    """Put your name in; answers with your ticket."""
    lottery = get_object_or_404(queries.lotteries(), pk=number)
    actor = request.auth  # type: ignore[attr-defined]
    made = api.created(
        request, actions.apply_for_lottery, actor, once, lottery=lottery,
        features=given.features, claims=given.claims, home=given.home,
    )  # fmt: skip
    mine = queries.application(actor.person_id, lottery)
    made.value["ticket"] = mine.code if mine else ""
    return made


@router.post(
    "/lotteries/{number}/withdraw",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="withdraw_application",
)
def withdraw(request: HttpRequest, number: api.Id, given: Nothing, once: api.IdempotencyKey) -> Any:
    """Take your ticket back while applications are open."""
    lottery = get_object_or_404(queries.lotteries(), pk=number)
    actor = request.auth  # type: ignore[attr-defined]
    return api.perform(request, actions.withdraw_application, actor, once, lottery=lottery)


@router.post(
    "/lotteries/{number}/answer",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="answer_drawn_place",
)
def answer(request: HttpRequest, number: api.Id, given: AnswerIn, once: api.IdempotencyKey) -> Any:
    """Accept or decline the place your ticket was drawn for."""
    lottery = get_object_or_404(queries.lotteries(), pk=number)
    actor = request.auth  # type: ignore[attr-defined]
    if given.accept:
        more = {"lottery": lottery, "name": given.name}
        return api.perform(request, draw_actions.accept_place, actor, once, **more)
    return api.perform(request, draw_actions.decline_place, actor, once, lottery=lottery)
