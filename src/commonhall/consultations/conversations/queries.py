"""Asking about conversations. Every list here costs the same number of queries however long it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from commonhall.actions.import_runs import open_runs
from commonhall.consultations.conversations.models import (
    PHASES,
    Conversation,
    Moderation,
    OpinionCache,
    Participant,
    Response,
    Statement,
    StatementVote,
)
from commonhall.consultations.speakers import Speaker
from commonhall.core import clock, search
from commonhall.places.models import Unit

# What conversations are called in the search index.
CONVERSATION = "consultations.conversation"


@dataclass(frozen=True)
class Filter:
    """What a list of conversations is narrowed to; empty strings narrow nothing."""

    phase: str = ""
    place: str = ""
    words: str = ""


def visible() -> QuerySet[Conversation]:
    """Conversations anybody may see: not those of an import that is still being written."""
    rows = Conversation.objects.all()
    hidden = open_runs()
    return rows.filter(Q(run=None) | ~Q(run__in=hidden)) if hidden else rows


def conversations(wanted: Filter) -> QuerySet[Conversation]:
    """Conversations by filter; order and page are the caller's."""
    rows = visible().select_related("unit", "body")
    today = clock.today()
    phases = {
        "before": Q(state="open", opens_on__gt=today),
        "running": Q(state="open", opens_on__lte=today, closes_on__gte=today),
        "over": Q(state="open", closes_on__lt=today),
        "closed": Q(state="closed"),
        "answered": Q(state="answered", reported=False),
        "reported": Q(reported=True),
    }
    if wanted.phase in phases:
        rows = rows.filter(phases[wanted.phase])
    if wanted.place:
        unit = Unit.objects.filter(code=wanted.place).first()
        inside = Unit.objects.filter(path__startswith=unit.path) if unit else Unit.objects.none()
        rows = rows.filter(unit__in=inside)
    return search.matching(rows, CONVERSATION, wanted.words) if wanted.words else rows


def running(today: date) -> QuerySet[Conversation]:
    """What one can take part in today, what ends first first."""
    return (
        conversations(Filter())
        .filter(state="open", opens_on__lte=today, closes_on__gte=today)
        .order_by("closes_on", "pk")
    )


def badge_of(conversation: Conversation, today: date) -> tuple[Any, str]:
    """(label, tone) of where a conversation stands."""
    phase = "reported" if conversation.reported else conversation.phase(today)
    return PHASES[phase]


def people_in(numbers: Sequence[int]) -> dict[int, int]:
    """How many take part, by conversation."""
    from django.db.models import Count

    rows = Participant.objects.filter(conversation__in=numbers)
    return dict(rows.values_list("conversation").annotate(number=Count("pk")).order_by())


def statements(conversation: Conversation) -> QuerySet[Statement]:
    return Statement.objects.filter(conversation=conversation).select_related(
        "organisation", "office__body"
    )


def texts(numbers: set[str]) -> dict[str, Statement]:
    """Statements by id as text."""
    rows = Statement.objects.filter(pk__in=[int(one) for one in numbers])
    return {str(row.pk): row for row in rows.select_related("organisation", "office__body")}


def moderations(conversation: Conversation) -> QuerySet[Moderation]:
    """The public log of a conversation."""
    rows = Moderation.objects.filter(statement__conversation=conversation)
    return rows.select_related("body", "decided_by", "statement")


def votes_of(participant: Participant) -> QuerySet[StatementVote]:
    """One's own votes."""
    rows = StatementVote.objects.filter(participant=participant).exclude(value=None)
    return rows.select_related("statement")


def responses(conversation: Conversation) -> dict[str, Response]:
    """What the office answered, by statement."""
    rows = Response.objects.filter(conversation=conversation).select_related("body")
    return {str(row.statement_id): row for row in rows}


# --- results as pages and programs show them --------------------------------------------------------
@dataclass(frozen=True)
class Bar:
    """How one part stands to a statement: counts, and shares in per cent that add up to 100."""

    label: str
    agree: int
    passed: int
    disagree: int

    @property
    def seen(self) -> int:
        return self.agree + self.passed + self.disagree

    def share(self, number: int) -> float:
        return number / self.seen if self.seen else 0.0

    @property
    def agree_share(self) -> float:
        return self.share(self.agree)

    @property
    def disagree_share(self) -> float:
        return self.share(self.disagree)


def speaker_label(speaker: str) -> str:
    return str(Speaker(speaker).label) if speaker in Speaker.values else speaker


def bars_of(content: dict[str, Any], statement: str, all_label: str, group: str) -> list[Bar]:
    """All, each kind and each group on one statement; parts with too few voices are left out.

    group: a format with %(letter)s.
    """
    bars = [Bar(all_label, *content["tally"].get(statement, [0, 0, 0]))]
    kinds = content["by_kind"]
    if len(kinds) > 1:
        bars += [
            Bar(speaker_label(kind), *counts[statement])
            for kind, counts in kinds.items()
            if statement in counts
        ]
    bars += [
        Bar(group % {"letter": one["letter"]}, *one["counts"][statement])
        for one in content["groups"]
        if statement in one["counts"]
    ]
    return bars


def content_of(conversation: Conversation) -> dict[str, Any] | None:
    """Results to show: the frozen report once there is one, else the map as last computed."""
    from commonhall.consultations.conversations import opinions

    if conversation.state != Conversation.State.OPEN:
        from commonhall.consultations.conversations.models import Report

        found = Report.objects.filter(conversation=conversation).first()
        return found.content if found else None
    cache: OpinionCache | None = opinions.current(conversation)
    return cache.content if cache else None
