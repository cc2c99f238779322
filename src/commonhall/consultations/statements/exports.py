"""Statements of conversations as open data, without who wrote them."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.consultations.conversations import queries
from commonhall.consultations.conversations.models import Conversation, Statement
from commonhall.core.exports import CHUNK, Column, Dataset, Row, publish

STATEMENTS = (
    Column("id", "integer"),
    Column("conversation", "integer"),
    Column("text", about="empty while hidden or withdrawn", sealed=True),
    Column("speaker", about="resident, organisation, official or imported"),
    Column("state", about="shown, hidden, withdrawn or joined"),
    Column("joined_to", "integer", about="the statement in which its votes count, as its twin"),
    Column("at", "moment"),
)


def statements(conversation: Conversation | None = None) -> Iterator[Row]:
    rows = Statement.objects.filter(conversation__in=queries.visible())
    if conversation is not None:
        rows = rows.filter(conversation=conversation)
    for row in rows.order_by("id").iterator(chunk_size=CHUNK):
        yield {
            "id": row.pk,
            "conversation": row.conversation_id,
            "text": row.text if row.is_readable else "",
            "speaker": row.speaker,
            "state": row.state,
            "joined_to": row.joined_to_id,
            "at": row.at,
        }


def register() -> None:
    publish(
        Dataset(
            "consultations.statements",
            _("Statements"),
            _("Statements in conversations, without their authors."),
            STATEMENTS,
            statements,
        )
    )
