"""Conversations for programs: read by anybody."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from commonhall.actions import api
from commonhall.consultations.conversations import exports, queries
from commonhall.consultations.conversations.models import Conversation
from commonhall.core import clock

router = Router(tags=["conversations"])


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
    api.tag(request, one)
    briefing = [
        {"side": row.side, "text": row.text, "source": row.source}
        for row in one.arguments.order_by("pk")
    ]
    return {**_shown(request, one), "briefing": briefing}


@router.get(
    "/conversations/{number}/results",
    response={200: ResultsOut, **api.READ},
    operation_id="read_results",
)
def read_results(request: HttpRequest, number: api.Id) -> Any:
    """Groups, common ground and counts; from the frozen report once there is one."""
    one = find_conversation(number)
    content = queries.content_of(one) or {
        "people": 0,
        "kinds": {},
        "votes": 0,
        "groups": [],
        "ground": [],
        "tally": {},
        "by_kind": {},
    }
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
                "statement": row["statement"],
                "part": row["part"],
                "agree": row["agree"],
                "passed": row["pass"],
                "disagree": row["disagree"],
            }
            for row in exports.counts_of(one.pk, content)
        ],
    }
