"""Asking about cases. Every list here costs the same number of queries however long it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Subquery
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions.import_runs import open_runs
from commonhall.actions.models import Version
from commonhall.cases.cases.models import Answer, Case, Confirmation
from commonhall.core import search
from commonhall.places.models import Unit
from commonhall.ui.text import colon

# What cases are called in the search index.
CASE = "cases.case"
# In a filter: every case in which somebody must still do something.
GOING = "going"
OVER = (
    Case.State.DONE,
    Case.State.CONFIRMED,
    Case.State.CLOSED,
    Case.State.CANNOT,
    Case.State.WITHDRAWN,
)


@dataclass(frozen=True)
class Filter:
    """What a list of cases is narrowed to; empty strings narrow nothing. All are codes."""

    state: str = ""
    category: str = ""
    place: str = ""
    body: str = ""
    words: str = ""


# So many months a line of a list shows.
MONTHS = 12


def raised_by_category(today: date) -> dict[int, list[int]]:
    """How many cases were raised in each category, month by month up to this one; one query.

    By the category's number, oldest month first; categories without a case are left out.
    """
    last = today.year * 12 + today.month - 1
    first = last - MONTHS + 1
    since = timezone.make_aware(datetime(first // 12, first % 12 + 1, 1))
    rows = complete().exclude(channel=Case.Channel.ALARM).filter(raised_at__gte=since).order_by()
    months = rows.values_list("category", TruncMonth("raised_at")).annotate(count=Count("pk"))
    found: dict[int, list[int]] = {}
    for category, month, count in months:
        at = month.year * 12 + month.month - 1 - first
        if at < MONTHS:
            found.setdefault(category, [0] * MONTHS)[at] = count
    return found


def complete() -> QuerySet[Case]:
    """Every case there is, for counting and for those who may read it: not those of an import being written."""
    rows = Case.objects.all()
    hidden = open_runs()
    return rows.filter(Q(run=None) | ~Q(run__in=hidden)) if hidden else rows


# Confidential or withdrawn; the same as `Case.is_private`.
PRIVATE = Q(confidential=True) | Q(state=Case.State.WITHDRAWN)


def visible() -> QuerySet[Case]:
    """Cases anybody may read."""
    return complete().exclude(PRIVATE)


def cases(wanted: Filter, among: QuerySet[Case] | None = None) -> QuerySet[Case]:
    """Cases by filter, with what a list shows of them; order and page are the caller's. among: not only visible ones."""
    rows = visible() if among is None else among
    rows = rows.select_related("category", "unit", "body")
    if wanted.state == GOING:
        rows = rows.exclude(state__in=OVER)
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.category:
        rows = rows.filter(category__code=wanted.category)
    if wanted.body:
        rows = rows.filter(body__code=wanted.body)
    if wanted.place:
        place = Unit.objects.filter(code=wanted.place).values("path")[:1]
        rows = rows.filter(unit__in=Unit.objects.filter(path__startswith=Subquery(place)))
    return search.matching(rows, CASE, wanted.words) if wanted.words else rows


def newest(count: int) -> Sequence[Case]:
    return list(cases(Filter()).order_by("-id")[:count])


def counts() -> list[dict[str, Any]]:
    """How many cases stand in each state."""
    found = dict(complete().values_list("state").annotate(number=Count("pk")).order_by())
    return [
        {"label": label, "state": state, "count": found.get(state, 0)}
        for state, label in Case.State.choices
    ]


@dataclass(frozen=True)
class Step:
    """One thing that happened to a case. entry: its id on the record."""

    at: Any
    what: Any
    text: str
    who: str
    entry: Any
    reported: bool = False
    promised_on: Any = None
    tone: str = "neutral"


ANSWER_TONES = {
    "answer": "info",
    "planned": "info",
    "partly": "warn",
    "asked": "waiting",
    "outside": "waiting",
    "done": "warn",
}
WORD_TONES = {"solved": "good", "not_solved": "bad", "reopened": "bad"}


def history(case: Case) -> list[Step]:
    """What happened to a case, oldest first: raised, answers, confirmations."""
    answers = list(case.answers.select_related("body", "to_body", "decided_by").order_by("pk"))
    words = list(case.confirmations.order_by("pk"))
    entries = _entries(case, answers, words)
    steps = [
        Step(
            case.raised_at,
            _("Case raised"),
            "",
            "",
            entries.get(case.ref),
            case.reported,
            tone="waiting",
        )
    ]
    for answer in answers:
        steps.append(
            Step(
                answer.at,
                answer.get_kind_display(),
                answer.text,
                _who(answer),
                entries.get(answer.ref),
                answer.reported,
                answer.promised_on,
                ANSWER_TONES.get(answer.kind, "neutral"),
            )
        )
    for word in words:
        steps.append(
            Step(
                word.at,
                word.get_verdict_display(),
                word.text,
                str(_("the person who raised it")),
                entries.get(word.ref),
                tone=WORD_TONES.get(word.verdict, "info"),
            )
        )
    return sorted(steps, key=lambda step: step.at)


def _who(answer: Answer) -> str:
    """Who said it, and to whom the case went."""
    if answer.decided_by:
        to = answer.to_body.name if answer.to_body else ""
        return f"{answer.decided_by.name}{colon()}{to}"
    to = answer.to_body.name if answer.to_body else answer.party
    return f"{answer.body.name} → {to}" if to else answer.body.name


def _entries(case: Case, answers: list[Answer], words: list[Confirmation]) -> dict[str, Any]:
    wanted = Q(type="cases.case", object_id=case.pk)
    if answers:
        wanted |= Q(type="cases.answer", object_id__in=[row.pk for row in answers])
    if words:
        wanted |= Q(type="cases.confirmation", object_id__in=[row.pk for row in words])
    rows = Version.objects.filter(wanted, version=1).values_list("type", "object_id", "entry")
    return {f"{kind}:{number}": entry for kind, number, entry in rows}
