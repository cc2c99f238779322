"""Conversations as open data: counts only. No person's votes, and no part below five."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.conversations import opinion_content, queries
from commonhall.consultations.conversations.models import (
    Conversation,
    Report,
    Response,
    StatementVote,
)
from commonhall.consultations.statements import exports as statement_exports
from commonhall.core.downloads import download
from commonhall.core.exports import CHUNK, Column, Dataset, Row, publish
from commonhall.ui.pages import page

CONVERSATIONS = (
    Column("id", "integer"),
    Column("title", sealed=True),
    Column("about", about="ref of the matter"),
    Column("place", about="code of the territorial unit"),
    Column("body", about="code of the body that asks"),
    Column("opens_on", "date"),
    Column("closes_on", "date"),
    Column("state", about="open, closed or answered"),
    Column("participants", "integer", "who took part; empty until it is closed"),
    Column("reported", "boolean", "held in another system"),
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


def conversations() -> Iterator[Row]:
    rows = queries.conversations(queries.Filter()).order_by("id")
    reports = Report.objects.values_list("conversation", "content__people")
    people = dict(reports)
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
            "participants": people.get(row.pk),
            "reported": row.reported,
        }


def counts() -> Iterator[Row]:
    """Of closed conversations, from their frozen reports."""
    rows = Report.objects.filter(conversation__in=queries.visible()).order_by("conversation_id")
    for report in rows.iterator(chunk_size=20):
        yield from counts_of(report.conversation_id, report.content)


def counts_of(conversation: int, content: dict[str, Any]) -> Iterator[Row]:
    def row(statement: str, part: str, given: list[int]) -> dict[str, Any]:
        return {
            "conversation": conversation,
            "statement": int(statement),
            "part": part,
            "agree": given[0],
            "pass": given[1],
            "disagree": given[2],
        }

    for statement, given in sorted(content["tally"].items(), key=lambda one: int(one[0])):
        if sum(given) >= opinion_content.LEAST_VOICES:
            yield row(statement, "all", given)
        if len(content["by_kind"]) > 1:
            for kind, known in sorted(content["by_kind"].items()):
                if statement in known:
                    yield row(statement, kind, known[statement])
        for group in content["groups"]:
            if statement in group["counts"]:
                yield row(statement, f"group {group['letter']}", group["counts"][statement])


def responses() -> Iterator[Row]:
    for row in Response.objects.select_related("body").order_by("id").iterator(chunk_size=CHUNK):
        yield {
            "conversation": row.conversation_id,
            "statement": row.statement_id,
            "verdict": row.verdict,
            "body": row.body.code,
            "at": row.at,
        }


def register() -> None:
    for name, title, about, shape, rows in (
        (
            "conversations",
            _("Conversations"),
            _("What was asked, where, by which body and when."),
            CONVERSATIONS,
            conversations,
        ),
        (
            "counts",
            _("Votes on statements"),
            _("Counts by statement, kind of subject and group, from frozen reports."),
            COUNTS,
            counts,
        ),
        (
            "responses",
            _("Answers to common ground"),
            _("What offices agreed to or refused."),
            RESPONSES,
            responses,
        ),
    ):
        publish(Dataset(f"consultations.{name}", title, about, shape, rows))


@page(_("Statements as a table"), asks="consultations.statements")
def statements_export(request: HttpRequest, number: int, form: str) -> StreamingHttpResponse:
    """The statements of one conversation with the counts of all."""
    conversation = get_object_or_404(queries.visible(), pk=number)
    shape = (*statement_exports.STATEMENTS, *COUNTS[3:])
    return download(f"conversation-{number}", form, shape, _statements_with_counts(conversation))


def _statements_with_counts(conversation: Conversation) -> Iterator[Row]:
    tally = (queries.content_of(conversation) or {}).get("tally", {})
    for row in statement_exports.statements(conversation):
        given = tally.get(str(row["id"]), [0, 0, 0])
        agree, passed, disagree = (
            given if sum(given) >= opinion_content.LEAST_VOICES else [None, None, None]
        )
        yield {**row, "agree": agree, "pass": passed, "disagree": disagree}


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
