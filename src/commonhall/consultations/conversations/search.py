"""What conversations are found by."""

from __future__ import annotations

from collections.abc import Iterator

from commonhall.consultations.conversations.models import Conversation
from commonhall.consultations.conversations.queries import CONVERSATION, visible
from commonhall.core import search


def index_conversation(one: Conversation) -> None:
    search.index(CONVERSATION, [(one.pk, f"{one.title}\n{one.question}")])


def _conversations() -> Iterator[search.Line]:
    for one in visible().order_by("pk").iterator(chunk_size=2000):
        yield one.pk, f"{one.title}\n{one.question}"


def register() -> None:
    search.searchable(CONVERSATION, _conversations)
