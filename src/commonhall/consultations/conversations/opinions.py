"""The opinion map of a conversation: read from its votes, kept, and refreshed when votes come in.

What pages show is plain values (`opinion_content`), so that showing a map costs no computing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.cache import caches
from django.db.models import Count, Q
from django.utils import timezone

from commonhall.consultations.conversations import opinion_map
from commonhall.consultations.conversations.models import (
    Conversation,
    OpinionCache,
    Statement,
    StatementVote,
)
from commonhall.consultations.conversations.opinion_content import (
    Content,
    Voices,
    contents,
    mapped,
    voices,
)

EVERY = timedelta(seconds=5)


# --- keeping it -----------------------------------------------------------------------------------
def kept(conversation: Conversation) -> OpinionCache | None:
    """The map as last computed, without places: one query."""
    return OpinionCache.objects.defer("places").filter(conversation=conversation).first()


def current(conversation: Conversation) -> OpinionCache | None:
    """The map as it may be shown now: refreshed when votes came in, at most every few seconds.

    The more a refresh costs, the rarer it is, and only one process does it at a time.
    """
    known = kept(conversation)
    now = timezone.now()
    rest = EVERY if known is None else max(EVERY, timedelta(seconds=known.seconds * 20))
    if known is not None and (conversation.state != "open" or now - known.at < rest):
        return known
    count = Statement.objects.filter(conversation=conversation).aggregate(
        all=Count("pk"), shown=Count("pk", filter=Q(state=Statement.State.SHOWN))
    )
    votes = StatementVote.objects.filter(conversation=conversation).count()
    state = (votes, count["all"] - count["shown"], count["all"])
    if known is not None and state == (known.votes, known.hidden, known.statements):
        return known
    key = f"consult-opinion-{conversation.pk}"
    if known is not None and not caches["default"].add(key, 1, 30):
        return known
    try:
        return refresh(conversation, state)
    finally:
        caches["default"].delete(key)


def refresh(
    conversation: Conversation, state: tuple[int, int, int] | None = None, replicates: int = 0
) -> OpinionCache:
    """Compute the map anew and keep it."""
    return keep(conversation, computed(conversation, replicates), state)


@dataclass(frozen=True)
class Computed:
    """A map with all that is kept of it. read: how many votes, hidden statements, statements."""

    digest: str
    read: tuple[int, int, int]
    seconds: float
    content: Content
    places: dict[str, Any]
    picture: str


def computed(conversation: Conversation, replicates: int, heard: Voices | None = None) -> Computed:
    """Compute the map, of votes read already or now; writes nothing."""
    begun = time.monotonic()
    heard = heard or voices(conversation)
    opinion = mapped(heard)
    content = contents(heard, opinion, replicates)
    if not replicates and content["groups"]:
        content["stability"] = _as_last_found(conversation, content)
    places: dict[str, Any] = {}
    inside = ""
    if opinion is not None:
        frame = opinion_map.frame_of(opinion)
        at = frame.place(opinion.points).round(1)
        ids = [*opinion.group_ids, -1]
        places = {
            name: [float(at[row, 0]), float(at[row, 1]), ids[int(opinion.labels[row])]]
            for row, name in enumerate(opinion.votes.participants)
        }
        inside = opinion_map.drawn(opinion, frame)
    votes = heard.votes
    read = (len(votes.values), int(votes.moderated.sum()), len(votes.statements))
    seconds = time.monotonic() - begun
    return Computed(heard.digest(), read, seconds, content, places, inside)


def keep(
    conversation: Conversation, made: Computed, state: tuple[int, int, int] | None = None
) -> OpinionCache:
    """Keep a computed map for pages; state: what its numbers were when it was asked for."""
    votes, hidden, statements = state or made.read
    found, _made = OpinionCache.objects.update_or_create(
        conversation=conversation,
        defaults={
            "votes": votes,
            "hidden": hidden,
            "statements": statements,
            "at": timezone.now(),
            "seconds": made.seconds,
            "content": made.content,
            "places": made.places,
            "picture": made.picture,
        },
    )
    return found


def _as_last_found(conversation: Conversation, content: Content) -> Content | None:
    """The stability found by the timer, as long as there are as many groups as then."""
    known = kept(conversation)
    found: Content | None = known.content.get("stability") if known else None
    return found if found and len(found["groups"]) == len(content["groups"]) else None


def place_of(conversation: Conversation, participant: int) -> list[Any] | None:
    """[x, y, group] of a participant in the picture, once the map knows them."""
    row = OpinionCache.objects.filter(conversation=conversation).values_list("places", flat=True)
    found = row.first()
    return found.get(str(participant)) if found else None
