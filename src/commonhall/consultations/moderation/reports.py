"""Words that people asked the moderators to look at: what may be reported, and what waits."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min

from commonhall.actions.actors import Actor
from commonhall.consultations.comments.models import Remark
from commonhall.consultations.conversations.models import Statement
from commonhall.consultations.drafts.models import Comment
from commonhall.consultations.initiatives.models import Initiative
from commonhall.consultations.moderation import kinds, originals
from commonhall.consultations.moderation.models import WordsReport
from commonhall.core import refs
from commonhall.core.models import Governed
from commonhall.core.refs import Described

Outcome = WordsReport.Outcome
What = originals.What
# Moderators see the words with the most reports; the next follow as these are settled.
SHOWN = 50


def words_of(about: str) -> Governed | None:
    """The words a ref names, where they are shown and so can be reported; else None."""
    found = refs.thing(about)
    if isinstance(found, Statement):
        return found if found.state == Statement.State.SHOWN and not found.reported else None
    if isinstance(found, Remark):
        return found if found.is_shown else None
    if isinstance(found, Comment | Initiative):
        return None if found.is_hidden else found
    if found is None or not kinds.knows(found):
        return None
    return found if kinds.of(found).seen(found) and originals.has(found, What.ALL) else None


def is_own(actor: Actor, words: Governed) -> bool:
    """Are they the actor's own words?"""
    if isinstance(words, Statement | Comment | Initiative | Remark):
        return words.said_by(actor)
    return originals.own(actor, words)


@dataclass(frozen=True)
class Waiting:
    """Words that wait for a moderator. first: a report of them; reasons: (label, how often), the most frequent first."""

    thing: Described
    first: int
    number: int
    since: datetime
    reasons: list[tuple[Any, int]]
    notes: list[str]


def waiting() -> list[Waiting]:
    """What was reported and nobody has looked at, what has the most reports first; three queries."""
    rows = WordsReport.objects.filter(outcome="")
    grouped = rows.values("about").annotate(number=Count("pk"), since=Min("at"), first=Min("pk"))
    found = list(grouped.order_by("-number", "first")[:SHOWN])
    abouts = [one["about"] for one in found]
    reasons: dict[str, Counter[str]] = {about: Counter() for about in abouts}
    notes: dict[str, list[str]] = {about: [] for about in abouts}
    for row in rows.filter(about__in=abouts).order_by("pk"):
        reasons[row.about][str(row.get_reason_display())] += 1
        if row.note:
            notes[row.about].append(row.note)
    shown = refs.resolve(abouts)
    return [
        Waiting(
            shown[one["about"]],
            one["first"],
            one["number"],
            one["since"],
            reasons[one["about"]].most_common(),
            notes[one["about"]][:5],
        )
        for one in found
    ]
