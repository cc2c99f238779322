"""Statements for programs."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.db.models import Count
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.actions.gate import keep_in_scope
from commonhall.consultations.conversations import participation as conversation_actions
from commonhall.consultations.conversations import queries
from commonhall.consultations.conversations.api import Paged, find_conversation
from commonhall.consultations.conversations.models import Statement
from commonhall.consultations.statements import next_statement as statement_next_statement
from commonhall.consultations.statements import votes
from commonhall.core import rate_limits
from commonhall.core.refusals import Refused
from commonhall.people.api_keys.keys import Key

router = Router(tags=["conversations"])
Value = Literal[-1, 0, 1]


class StatementOut(Schema):
    """A statement; `text` is empty while it is hidden or withdrawn; `joined_to`: the twin in which its votes count. `shown_to`: how many participants were shown it."""

    id: int
    ref: str
    text: str
    speaker: str
    state: str
    joined_to: int | None
    at: str
    shown_to: int


class StatementPage(Schema):
    items: list[StatementOut]
    older: str
    newer: str


class VoteIn(Schema):
    """1 agree, −1 disagree, 0 pass."""

    value: Value


class VoteOut(Schema):
    statement: int
    value: int


class NextOut(Schema):
    """The statement to show next; null when all were voted on."""

    statement: StatementOut | None


def _statement(row: Statement) -> dict[str, Any]:
    shown_to = getattr(row, "shown_to", None)
    return {
        "id": row.pk,
        "ref": row.ref,
        "text": row.text if row.is_readable else "",
        "speaker": row.speaker,
        "state": row.state,
        "joined_to": row.joined_to_id,
        "at": row.at.isoformat(),
        "shown_to": row.showings.count() if shown_to is None else shown_to,
    }


@router.get(
    "/conversations/{number}/statements",
    response={200: StatementPage, **api.READ},
    operation_id="list_statements",
)
def list_statements(request: HttpRequest, number: api.Id, wanted: Annotated[Paged, Query()]) -> Any:
    """Statements of a conversation, newest first."""
    rows = queries.statements(find_conversation(number)).annotate(shown_to=Count("showings"))
    return api.listed(rows, _statement, wanted.cursor, wanted.size)


@router.get(
    "/conversations/{number}/next",
    response={200: NextOut, 401: api.Problem, **api.READ},
    auth=Key(),
    operation_id="next_statement",
)
def next_statement(request: HttpRequest, number: api.Id) -> Any:
    """The statement whose vote would tell most now, among those you have not voted on."""
    one = find_conversation(number)
    participant = conversation_actions.participant_of(one, request.auth)  # type: ignore[attr-defined]
    found = statement_next_statement.next_for(one, participant) if participant else None
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
    keep_in_scope("consultations.vote_on_statement", actor)
    if not rate_limits.allowed("api", actor.ref):
        raise Refused("rate", "too-many", "too many requests in an hour; go on later")
    rows = Statement.objects.filter(conversation__in=queries.visible())
    statement = get_object_or_404(rows.select_related("conversation"), pk=number)
    made = votes.cast(actor, statement, given.value)
    return {"statement": number, "value": made.value}
