"""Conversations for programs: read by anybody; taking part with a key, through the same gate."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from commonhall.acts import api, clock, rates
from commonhall.acts.refusals import Refused
from commonhall.consult import acts, ballots, choosing, exports, queries
from commonhall.consult.models import Conversation, Draft, RoundTable, Statement
from commonhall.people.tokens import Key

router = Router(tags=["conversations"])
Value = Literal[-1, 0, 1]


class ConversationOut(Schema):
    """What is asked. `phase`: before, running, over, closed, answered."""

    id: int
    ref: str
    url: str
    title: str
    question: str
    about: str
    place: api.Named
    body: api.Named
    opens_on: date
    closes_on: date
    phase: str
    residents_only: bool
    reported: bool = Field(description="held in another system")


class ArgumentOut(Schema):
    side: str
    text: str
    source: str


class ConversationWhole(ConversationOut):
    briefing: list[ArgumentOut]


class ConversationPage(Schema):
    items: list[ConversationOut]
    older: str
    newer: str


class StatementOut(Schema):
    """A statement; `text` is empty while it is hidden or withdrawn."""

    id: int
    ref: str
    text: str
    speaker: str
    state: str
    at: str


class StatementPage(Schema):
    items: list[StatementOut]
    older: str
    newer: str


class CountOut(Schema):
    """Votes of one part (all, a kind of subject, a group) on a statement; parts below 5 are left out."""

    statement: int
    part: str
    agree: int
    passed: int
    disagree: int


class GroundOut(Schema):
    """Common ground: a majority in each part. `lowest` is the share in the part least for it."""

    statement: int
    direction: str
    lowest: float
    firm: bool


class GroupOut(Schema):
    letter: str
    size: int


class ResultsOut(Schema):
    """What it brings; `frozen` once the report is closed. Shares lie between 0 and 1."""

    frozen: bool
    participants: int
    kinds: dict[str, int]
    votes: int
    votes_root: str = Field(description="Merkle root over the leaves of all votes, once closed")
    groups: list[GroupOut]
    common_ground: list[GroundOut]
    counts: list[CountOut]


class Wanted(Schema):
    phase: api.Code = ""
    place: api.Code = ""
    words: Annotated[api.Text, Field(max_length=200)] = ""
    cursor: api.Cursor = ""
    size: api.Size = 20


class Paged(Schema):
    cursor: api.Cursor = ""
    size: api.Size = 20


class StatementIn(Schema):
    text: Annotated[api.Text, Field(min_length=1, max_length=acts.LONGEST)]


class VoteIn(Schema):
    """1 agree, −1 disagree, 0 pass."""

    value: Value


class VoteOut(Schema):
    statement: int
    value: int


class NextOut(Schema):
    """The statement to show next; null when all were voted on."""

    statement: StatementOut | None


class TextOut(Schema):
    id: int
    ref: str
    url: str
    title: str
    about: str
    state: str
    place: api.Named
    body: api.Named


class TextPage(Schema):
    items: list[TextOut]
    older: str
    newer: str


def named(thing: Any) -> dict[str, str]:
    return {"code": thing.code, "name": thing.name}


def _shown(request: HttpRequest, one: Conversation) -> dict[str, Any]:
    return {
        "id": one.pk,
        "ref": one.ref,
        "url": request.build_absolute_uri(one.get_absolute_url()),
        "title": one.title,
        "question": one.question,
        "about": one.about,
        "place": named(one.unit),
        "body": named(one.body),
        "opens_on": one.opens_on,
        "closes_on": one.closes_on,
        "phase": one.phase(clock.today()),
        "residents_only": one.residents_only,
        "reported": one.reported,
    }


def find_conversation(number: int) -> Conversation:
    return get_object_or_404(queries.visible().select_related("unit", "body"), pk=number)


def _statement(row: Statement) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "text": row.text if row.state == Statement.State.SHOWN else "",
        "speaker": row.speaker,
        "state": row.state,
        "at": row.at.isoformat(),
    }


@router.get(
    "/conversations",
    response={200: ConversationPage, **api.READ},
    operation_id="list_conversations",
)
def list_conversations(request: HttpRequest, wanted: Annotated[Wanted, Query()]) -> Any:
    """Conversations, newest first, paged by key."""
    narrowed = queries.Filter(wanted.phase, wanted.place, wanted.words)
    rows = queries.conversations(narrowed)
    return api.listed(rows, lambda one: _shown(request, one), wanted.cursor, wanted.size)


@router.get(
    "/conversations/{number}",
    response={200: ConversationWhole, **api.READ},
    operation_id="read_conversation",
)
def read_conversation(request: HttpRequest, number: api.Id) -> Any:
    """One conversation with its briefing."""
    one = find_conversation(number)
    briefing = [
        {"side": row.side, "text": row.text, "source": row.source}
        for row in one.arguments.order_by("pk")
    ]
    return {**_shown(request, one), "briefing": briefing}


@router.get(
    "/conversations/{number}/statements",
    response={200: StatementPage, **api.READ},
    operation_id="list_statements",
)
def list_statements(request: HttpRequest, number: api.Id, wanted: Annotated[Paged, Query()]) -> Any:
    """Statements of a conversation, newest first."""
    rows = queries.statements(find_conversation(number))
    return api.listed(rows, _statement, wanted.cursor, wanted.size)


@router.get(
    "/conversations/{number}/results",
    response={200: ResultsOut, **api.READ},
    operation_id="read_results",
)
def read_results(request: HttpRequest, number: api.Id) -> Any:
    """Groups, common ground and counts; from the frozen report once there is one."""
    one = find_conversation(number)
    content = queries.content_of(one) or {
        "people": 0, "kinds": {}, "votes": 0, "groups": [], "ground": [], "tally": {},
        "by_kind": {},
    }  # fmt: skip
    return {
        "frozen": one.state != Conversation.State.OPEN,
        "participants": content["people"],
        "kinds": content["kinds"],
        "votes": content["votes"],
        "votes_root": content.get("votes_root", ""),
        "groups": [{"letter": row["letter"], "size": row["size"]} for row in content["groups"]],
        "common_ground": [
            {
                "statement": int(row["statement"]),
                "direction": row["direction"],
                "lowest": row["lowest"] / 1000,
                "firm": row["firm"],
            }
            for row in content["ground"]
        ],
        "counts": [
            {
                "statement": row["statement"], "part": row["part"], "agree": row["agree"],
                "passed": row["pass"], "disagree": row["disagree"],
            }
            for row in exports.counts_of(one.pk, content)
        ],
    }  # fmt: skip


@router.post(
    "/conversations/{number}/take-part",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="take_part",
)
def take_part(request: HttpRequest, number: api.Id, once: api.IdempotencyKey) -> Any:
    """Join a running conversation; read its briefing first."""
    actor = request.auth  # type: ignore[attr-defined]
    return api.perform(request, acts.take_part, actor, once, conversation=find_conversation(number))


@router.post(
    "/conversations/{number}/statements",
    response={201: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="write_statement",
)
def write_statement(
    request: HttpRequest, number: api.Id, given: StatementIn, once: api.IdempotencyKey
) -> Any:
    """Write a statement others can vote on."""
    actor = request.auth  # type: ignore[attr-defined]
    return api.created(
        request, acts.write_statement, actor, once,
        conversation=find_conversation(number), text=given.text,
    )  # fmt: skip


@router.get(
    "/conversations/{number}/next",
    response={200: NextOut, 401: api.Problem, **api.READ},
    auth=Key(),
    operation_id="next_statement",
)
def next_statement(request: HttpRequest, number: api.Id) -> Any:
    """The statement whose vote would tell most now, among those you have not voted on."""
    one = find_conversation(number)
    participant = acts.participant_of(one, request.auth)  # type: ignore[attr-defined]
    found = choosing.next_for(one, participant) if participant else None
    return {"statement": _statement(found) if found else None}


@router.put(
    "/statements/{number}/vote",
    response={200: VoteOut, **api.WRITE},
    auth=Key(),
    operation_id="vote_on_statement",
)
def vote(request: HttpRequest, number: api.Id, given: VoteIn) -> Any:
    """Vote, or change your vote. It is yours: no receipt, nothing on the record under your name."""
    actor = request.auth  # type: ignore[attr-defined]
    if not rates.allowed("api", actor.ref):
        raise Refused("rate", "too-many", "too many requests in an hour; go on later")
    rows = Statement.objects.filter(conversation__in=queries.visible())
    statement = get_object_or_404(rows.select_related("conversation"), pk=number)
    made = ballots.cast(actor, statement, given.value)
    return {"statement": number, "value": made.value}


def text_out(request: HttpRequest, row: Draft | RoundTable) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "title": row.title,
        "about": row.about,
        "state": row.state,
        "place": named(row.unit),
        "body": named(row.body),
    }


@router.get("/drafts", response={200: TextPage, **api.READ}, operation_id="list_drafts")
def list_drafts(request: HttpRequest, wanted: Annotated[Paged, Query()]) -> Any:
    """Draft texts that can be or were commented and amended, newest first."""
    rows = Draft.objects.select_related("unit", "body")
    return api.listed(rows, lambda row: text_out(request, row), wanted.cursor, wanted.size)


@router.get("/round-tables", response={200: TextPage, **api.READ}, operation_id="list_round_tables")
def list_tables(request: HttpRequest, wanted: Annotated[Paged, Query()]) -> Any:
    """Round tables, newest first."""
    rows = RoundTable.objects.select_related("unit", "body")
    return api.listed(rows, lambda row: text_out(request, row), wanted.cursor, wanted.size)
