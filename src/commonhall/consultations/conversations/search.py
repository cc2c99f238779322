"""What conversations, statements, drafts and round tables are found by."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from commonhall.consultations.conversations.models import Conversation
from commonhall.core import search

CONVERSATION = "consultations.conversation"


def index_conversation(one: Conversation) -> None:
    search.index(CONVERSATION, [(one.pk, f"{one.title} {one.question}")])


def matching(rows: QuerySet[Conversation], words: str) -> QuerySet[Conversation]:
    return search.matching(rows, CONVERSATION, words)


def _conversations() -> Iterator[search.Line]:
    from commonhall.consultations.conversations.queries import visible

    for one in visible().order_by("pk").iterator(chunk_size=2000):
        yield one.pk, f"{one.title} {one.question}"


def register() -> None:
    search.searchable(CONVERSATION, _conversations)
