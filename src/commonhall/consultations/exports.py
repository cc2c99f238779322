"""Conversations as open data: statements and counts. No person's votes, and no part below five."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.conversations import opinions, queries
from commonhall.consultations.conversations.models import (
    Conversation,
    Report,
    Statement,
    StatementVote,
)
from commonhall.consultations.drafts.models import Amendment
from commonhall.consultations.moderation import queries as moderation_queries
from commonhall.consultations.round_tables.models import Agreement, Commitment
from commonhall.core.exports import Column, Dataset, csv_pieces, publish
from commonhall.ui.pages import page

CHUNK = 2000
CONVERSATIONS = (
    Column("id", "integer"),
    Column("title"),
    Column("about", about="ref of the matter"),
    Column("place", about="code of the territorial unit"),
    Column("body", about="code of the body that asks"),
    Column("opens_on", "date"),
    Column("closes_on", "date"),
    Column("state", about="open, closed or answered"),
    Column("participants", "integer"),
    Column("reported", "boolean", "held in another system"),
)
STATEMENTS = (
    Column("id", "integer"),
    Column("conversation", "integer"),
    Column("text", about="empty while hidden or withdrawn"),
    Column("speaker", about="resident, organisation, official or imported"),
    Column("state", about="shown, hidden or withdrawn"),
    Column("at", "moment"),
)
COUNTS = (
    Column("conversation", "integer"),
    Column("statement", "integer"),
    Column("part", about="all, a kind of subject, or group A, B, …; parts below 5 are left out"),
    Column("agree", "integer"),
    Column("pass", "integer"),
    Column("disagree", "integer"),
)
RESPONSES = (
    Column("conversation", "integer"),
    Column("statement", "integer"),
    Column("verdict", about="taken_up or refused"),
    Column("body"),
    Column("at", "moment"),
)
MODERATIONS = (
    Column("statement", "integer", about="empty where a comment was hidden"),
    Column("comment", "integer", about="on a draft text; empty where a statement was hidden"),
    Column("reason"),
    Column("body"),
    Column("at", "moment"),
    Column("appealed_at", "moment"),
    Column("verdict", about="upheld, overturned, or empty"),
    Column("decided_by"),
)
AMENDMENTS = (
    Column("id", "integer"),
    Column("draft", "integer"),
    Column("paragraph", "integer"),
    Column("speaker"),
    Column("state"),
    Column("at", "moment"),
    Column("answered_at", "moment"),
)
COMMITMENTS = (
    Column("id", "integer"),
    Column("table", "integer"),
    Column("party"),
    Column("due_on", "date"),
    Column("state", about="pending, kept or broken"),
    Column("marked_at", "moment"),
)


def conversations() -> Iterator[dict[str, Any]]:
    rows = queries.conversations(queries.Filter()).order_by("id")
    people = queries.people_in([row.pk for row in rows])
    for row in rows.iterator(chunk_size=CHUNK):
        yield {
            "id": row.pk,
            "title": row.title,
            "about": row.about,
            "place": row.unit.code,
            "body": row.body.code,
            "opens_on": row.opens_on,
            "closes_on": row.closes_on,
            "state": row.state,
            "participants": people.get(row.pk, 0),
            "reported": row.reported,
        }


def statements(conversation: Conversation | None = None) -> Iterator[dict[str, Any]]:
    rows = Statement.objects.filter(conversation__in=queries.visible())
    if conversation is not None:
        rows = rows.filter(conversation=conversation)
    for row in rows.order_by("id").iterator(chunk_size=CHUNK):
        yield {
            "id": row.pk,
            "conversation": row.conversation_id,
            "text": row.text if row.state == Statement.State.SHOWN else "",
            "speaker": row.speaker,
            "state": row.state,
            "at": row.at,
        }


def counts() -> Iterator[dict[str, Any]]:
    """Of closed conversations, from their frozen reports."""
    rows = Report.objects.filter(conversation__in=queries.visible()).order_by("conversation_id")
    for report in rows.iterator(chunk_size=20):
        yield from counts_of(report.conversation_id, report.content)


def counts_of(conversation: int, content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    def row(statement: str, part: str, given: list[int]) -> dict[str, Any]:
        return {
            "conversation": conversation, "statement": int(statement), "part": part,
            "agree": given[0], "pass": given[1], "disagree": given[2],
        }  # fmt: skip

    for statement, given in content["tally"].items():
        if sum(given) >= opinions.LEAST_VOICES:
            yield row(statement, "all", given)
        if len(content["by_kind"]) > 1:
            for kind, known in content["by_kind"].items():
                if statement in known:
                    yield row(statement, kind, known[statement])
        for group in content["groups"]:
            if statement in group["counts"]:
                yield row(statement, f"group {group['letter']}", group["counts"][statement])


def responses() -> Iterator[dict[str, Any]]:
    from commonhall.consultations.conversations.models import Response

    for row in Response.objects.select_related("body").order_by("id").iterator(chunk_size=CHUNK):
        yield {
            "conversation": row.conversation_id,
            "statement": row.statement_id,
            "verdict": row.verdict,
            "body": row.body.code,
            "at": row.at,
        }


def moderations() -> Iterator[dict[str, Any]]:
    statements = moderation_queries.statements().order_by("id").iterator(chunk_size=CHUNK)
    comments = moderation_queries.comments().order_by("id").iterator(chunk_size=CHUNK)
    found = chain(
        map(moderation_queries.of_statement, statements),
        map(moderation_queries.of_comment, comments),
    )
    for row in found:
        yield {
            "statement": row.statement,
            "comment": row.comment,
            "reason": row.reason,
            "body": row.body.code,
            "at": row.at,
            "appealed_at": row.appealed_at,
            "verdict": row.verdict,
            "decided_by": row.decided_by.code if row.decided_by else None,
        }


def amendments() -> Iterator[dict[str, Any]]:
    rows = Amendment.objects.select_related("paragraph").order_by("id")
    for row in rows.iterator(chunk_size=CHUNK):
        yield {
            "id": row.pk,
            "draft": row.paragraph.draft_id,
            "paragraph": row.paragraph.place,
            "speaker": row.speaker,
            "state": row.state,
            "at": row.at,
            "answered_at": row.answered_at,
        }


def commitments() -> Iterator[dict[str, Any]]:
    rows = Commitment.objects.filter(agreement__state=Agreement.State.AGREED).order_by("id")
    seats = rows.select_related("agreement__item", "seat__body", "seat__organisation")
    for row in seats.iterator(chunk_size=CHUNK):
        yield {
            "id": row.pk,
            "table": row.agreement.item.table_id,
            "party": row.seat.body.code if row.seat.body else row.seat.speaker,
            "due_on": row.due_on,
            "state": row.state,
            "marked_at": row.marked_at,
        }


def register() -> None:
    for name, title, about, columns, rows in (
        ("conversations", _("Conversations"), _("What was asked, where, by whom and when."), CONVERSATIONS, conversations),
        ("statements", _("Statements"), _("Statements of conversations, without who wrote them."), STATEMENTS, statements),
        ("counts", _("Votes on statements"), _("Counts by statement, kind of subject and group, from frozen reports."), COUNTS, counts),
        ("responses", _("Answers to common ground"), _("What offices took up or refused."), RESPONSES, responses),
        ("moderations", _("Moderation log"), _("What was hidden for which reason, and the appeals."), MODERATIONS, moderations),
        ("amendments", _("Amendments"), _("Amendments to draft texts and what became of them."), AMENDMENTS, amendments),
        ("commitments", _("Commitments"), _("What parties of round tables committed themselves to."), COMMITMENTS, commitments),
    ):  # fmt: skip
        publish(Dataset(f"consultations.{name}", title, about, columns, rows))


@page(_("Statements as CSV"), asks="consultations.statements")
def statements_csv(request: HttpRequest, number: int) -> StreamingHttpResponse:
    """The statements of one conversation with the counts of all."""
    conversation = get_object_or_404(queries.visible(), pk=number)
    tally = (queries.content_of(conversation) or {}).get("tally", {})
    columns = (*STATEMENTS, *COUNTS[3:])

    def rows() -> Iterator[dict[str, Any]]:
        for row in statements(conversation):
            given = tally.get(str(row["id"]), [0, 0, 0])
            agree, passed, disagree = (
                given if sum(given) >= opinions.LEAST_VOICES else [None, None, None]
            )
            yield {**row, "agree": agree, "pass": passed, "disagree": disagree}

    response = StreamingHttpResponse(
        csv_pieces(columns, rows()), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="conversation-{number}.csv"'
    return response


@page(_("Leaves of the votes"), asks="consultations.votes_of")
def leaves(request: HttpRequest, number: int) -> StreamingHttpResponse:
    """Every leaf of a closed conversation, in order: the closing entry names their root."""
    conversation = get_object_or_404(queries.visible(), pk=number)
    if conversation.state == Conversation.State.OPEN:
        raise Http404
    rows = StatementVote.objects.filter(conversation=conversation).exclude(leaf="")
    found = rows.order_by("leaf").values_list("leaf", flat=True).iterator(chunk_size=5000)
    return StreamingHttpResponse(
        (f"{one}\n" for one in found), content_type="text/plain; charset=utf-8"
    )
