"""Words that people asked the moderators to look at: what may be reported, and what waits."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min

from commonhall.actions.actors import Actor
from commonhall.actions.context import Context
from commonhall.cases.cases.models import Case
from commonhall.cases.cases.queries import visible
from commonhall.consultations.comments.models import Remark
from commonhall.consultations.conversations.models import Statement
from commonhall.consultations.drafts.models import Comment
from commonhall.consultations.initiatives.models import Initiative
from commonhall.consultations.moderation import originals
from commonhall.consultations.moderation.models import WordsReport
from commonhall.consultations.translations.models import Translation
from commonhall.consultations.translations.queries import of_shown
from commonhall.core import refs
from commonhall.core.refs import Described
from commonhall.people.organisations.models import Organisation

Outcome = WordsReport.Outcome
# Moderators see the words with the most reports; the next follow as these are settled.
SHOWN = 50


Reportable = Statement | Comment | Initiative | Remark | Case | Organisation | Translation


def words_of(about: str) -> Reportable | None:
    """The words a ref names, where they are shown and so can be reported; else None."""
    found = refs.thing(about)
    if isinstance(found, Statement):
        return found if found.state == Statement.State.SHOWN and not found.reported else None
    if isinstance(found, Remark):
        return found if found.is_shown else None
    if isinstance(found, Translation):
        return found if found.text and of_shown([found]) else None
    if isinstance(found, Comment | Initiative):
        return None if found.is_hidden else found
    if isinstance(found, Case | Organisation):
        seen = not isinstance(found, Case) or visible().filter(pk=found.pk).exists()
        return found if seen and originals.has(found, originals.What.ALL) else None
    return None


def is_own(actor: Actor, words: Reportable) -> bool:
    """Are they the actor's own words?"""
    if isinstance(words, Case | Organisation | Translation):
        return originals.own(actor, words)
    return words.said_by(actor)


def settle(ctx: Context, about: str, outcome: str) -> list[WordsReport]:
    """Close all open reports of the same words."""
    made = []
    for report in WordsReport.objects.filter(about=about, outcome="").order_by("pk"):
        report.outcome, report.settled_at = outcome, ctx.occurred_at
        report.settled_by_id = ctx.actor.body_id
        made.append(ctx.save(report))
    return made


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
