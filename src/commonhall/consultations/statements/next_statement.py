"""Which statement a participant is shown next: by the priorities of the opinion map."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
from django.db.models import Count

from commonhall.consultations.conversations import opinions
from commonhall.consultations.conversations.models import (
    Conversation,
    Participant,
    Showing,
    Statement,
    StatementVote,
)
from commonhall.core import clock
from commonhall.methods.opinion.statements import next_statement

# A statement the map does not know yet stands as high as the highest one: new ones must be seen.
NEW = 1.0


def next_for(conversation: Conversation, participant: Participant) -> Statement | None:
    """The next statement, drawn in proportion to its priority; None when all are voted on.

    The draw follows from participant and number of votes given, so that loading the page again
    shows the same statement.
    """
    given = StatementVote.objects.filter(participant=participant)
    seen = set()
    for number, joined in given.values_list("statement_id", "statement__joined_to_id"):
        # Who voted on its twin has said it.
        seen |= {number, joined or number}
    rows = Statement.objects.filter(conversation=conversation, state=Statement.State.SHOWN)
    open_ones = [pk for pk in rows.order_by("pk").values_list("pk", flat=True) if pk not in seen]
    if not open_ones:
        return None
    known = opinions.kept(conversation)
    priority = known.content.get("priority", {}) if known else {}
    new = max(priority.values(), default=NEW) or NEW
    weights = np.array([max(float(priority.get(str(pk), new)), 1e-6) for pk in open_ones])
    every = np.ones(len(open_ones), dtype=bool)
    names = [str(pk) for pk in open_ones]
    found = next_statement(names, weights, every, draw(conversation, participant, len(seen)))
    if found is None:
        return None
    chosen: Statement = rows.select_related("organisation", "office__body").get(pk=int(found[0]))
    if conversation.runs(clock.today()):
        _log(participant, chosen)
    return chosen


def _log(participant: Participant, statement: Statement) -> None:
    """Keep that it was shown, once."""
    Showing.objects.bulk_create(
        [Showing(participant=participant, statement=statement, at=clock.now())],
        ignore_conflicts=True,
    )


def reach(statements: Iterable[int]) -> dict[int, int]:
    """To how many participants each statement was shown, by whichever door."""
    rows = Showing.objects.filter(statement__in=list(statements)).order_by()
    return dict(rows.values_list("statement").annotate(number=Count("pk")))


def draw(conversation: Conversation, participant: Participant, count: int) -> float:
    """A number in [0, 1) that is the same as long as no vote is given."""
    text = f"{conversation.pk}|{participant.pk}|{count}".encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:6], "big") / 2**48
