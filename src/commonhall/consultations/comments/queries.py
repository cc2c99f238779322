"""Asking about debates. A thread costs the same number of queries however long it is."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from commonhall.actions.actors import Actor, Kind
from commonhall.consultations.comments.models import Remark, UsefulMark
from commonhall.consultations.speakers import Speaker
from commonhall.core import kept
from commonhall.methods.surveys.intervals import proportion_of

Side = Remark.Side
# Replies shown under a comment in a list; all are on its own page.
REPLIES_SHOWN = 3
# So many of each side, those with the most marks, are compared for the best.
COMPARED = 100
ORDERS: dict[str, tuple[str, ...]] = {
    "newest": ("-id",),
    "oldest": ("id",),
    "useful": ("-useful", "-id"),
}


@dataclass(frozen=True)
class Filter:
    """What a thread is narrowed to; empty strings narrow nothing. kind: the kind of subject that speaks."""

    side: str = ""
    kind: str = ""
    order: str = "newest"

    @property
    def keys(self) -> tuple[str, ...]:
        """What the thread is paged by."""
        return ORDERS.get(self.order, ORDERS["newest"])


def _with_speakers(rows: QuerySet[Remark]) -> QuerySet[Remark]:
    return rows.select_related("organisation", "office__body", "hidden_by")


def comments(about: str, wanted: Filter | None = None) -> QuerySet[Remark]:
    """Comments on a thing without the replies; order and page are the caller's."""
    rows = _with_speakers(Remark.objects.filter(about=about, parent=None))
    if wanted is not None and wanted.side in Side.values:
        rows = rows.filter(side=wanted.side)
    if wanted is not None and wanted.kind in Speaker.values:
        rows = rows.filter(speaker=wanted.kind)
    return rows


def said_last() -> QuerySet[Remark]:
    """Comments and replies that are shown, on whatever thing; order and page are the caller's."""
    rows = Remark.objects.filter(hidden_for="", withdrawn_at=None).exclude(text="")
    return _with_speakers(rows)


def replies(remark: Remark) -> QuerySet[Remark]:
    """All replies to a comment; order and page are the caller's."""
    return _with_speakers(Remark.objects.filter(parent=remark))


def first_replies(remarks: Iterable[Remark], actor: Actor) -> dict[int, list[Remark]]:
    """The first replies to each of these comments, with `marked`; one query."""
    asked = [one.pk for one in remarks if one.replies]
    found: dict[int, list[Remark]] = defaultdict(list)
    if not asked:
        return found
    place = Window(RowNumber(), partition_by=F("parent_id"), order_by=F("id").asc())
    rows = Remark.objects.filter(parent__in=asked).annotate(place=place)
    first = marked(_with_speakers(rows.filter(place__lte=REPLIES_SHOWN)), actor)
    for row in first.order_by("id"):
        found[row.parent_id or 0].append(row)
    return found


def marked(rows: QuerySet[Remark], actor: Actor) -> QuerySet[Remark]:
    """With `marked`: does the actor find it useful?"""
    if actor.kind is not Kind.PERSON or actor.person is None:
        return rows
    marks = UsefulMark.objects.filter(remark=OuterRef("pk"), taken_back_on=None)
    return rows.annotate(marked=Exists(marks.filter(person_id=actor.person)))


# --- what stands beside each other ----------------------------------------------------------------
@dataclass(frozen=True)
class Debate:
    """A thread at a glance. counts: shown comments by side ("" where there are no sides); best: of each side."""

    number: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    best: dict[str, Remark] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)


def debate(about: str, head: str = "") -> Debate:
    """The thread at a glance, kept until something new stands on the record; head: the newest entry, where it is known."""
    return kept.kept(f"debate {about}", head, lambda: _debate(about)) if head else _debate(about)


def _debate(about: str) -> Debate:
    rows = Remark.objects.filter(about=about, parent=None, hidden_for="", withdrawn_at=None)
    counts: dict[str, int] = defaultdict(int)
    kinds: dict[str, int] = defaultdict(int)
    grouped = rows.values_list("side", "speaker").annotate(number=Count("pk")).order_by("side")
    for side, kind, number in grouped:
        counts[side] += number
        kinds[kind] += number
    if not counts:
        return Debate()
    best = _best(about, rows) if counts.keys() - {""} else {}
    return Debate(sum(counts.values()), dict(counts), best, dict(kinds))


def newest(about: str, most: int) -> tuple[list[Remark], int]:
    """The newest comments that are shown, and how many there are: one query."""
    rows = comments(about).filter(hidden_for="", withdrawn_at=None)
    numbered: QuerySet[Remark] = rows.annotate(whole=Window(Count("pk"))).order_by("-id")
    found = list(numbered[:most])
    return found, getattr(found[0], "whole", 0) if found else 0


def _best(about: str, rows: QuerySet[Remark]) -> dict[str, Remark]:
    """The comment of each side that most found useful, cautiously counted; the newest where nobody marked any."""
    order = (F("useful").desc(), F("id").desc())
    place = Window(RowNumber(), partition_by=F("side"), order_by=order)
    ranked = rows.exclude(side="").annotate(place=place).filter(place__lte=COMPARED)
    found = list(_with_speakers(ranked).order_by("side", "-useful", "-id"))
    marks = _last_marks(about) if any(one.useful for one in found) else []
    best: dict[str, tuple[float, int, Remark]] = {}
    for one in found:
        rank = (score(one, marks), one.pk, one)
        if one.side not in best or rank[:2] > best[one.side][:2]:
            best[one.side] = rank
    return {side: best[side][2] for side in Side.values if side in best}


def _last_marks(about: str) -> list[datetime]:
    """When each resident who marks comments in this debate last did, in order."""
    rows = UsefulMark.objects.filter(remark__about=about, taken_back_on=None)
    return sorted(
        rows.values_list("person").annotate(last=Max("at")).values_list("last", flat=True)
    )


def score(remark: Remark, last_marks: Sequence[datetime]) -> float:
    """Of the residents who marked anything in the debate since it was written, the share that marked this: the lower end
    of Wilson's 95 % interval, so that two of two do not beat ninety of a hundred."""
    since = len(last_marks) - bisect_left(last_marks, remark.at)
    return proportion_of(remark.useful, max(since, remark.useful)).low if remark.useful else 0.0


# --- as data --------------------------------------------------------------------------------------
def counted() -> QuerySet[Remark]:
    """All comments, with marks and replies counted from their own rows: for whoever has only what is published."""
    marks = Count("marks", filter=Q(marks__taken_back_on=None), distinct=True)
    return _with_speakers(Remark.objects.all()).annotate(
        marked=marks, answered=Count("answered_by", distinct=True)
    )
