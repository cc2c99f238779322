"""Rates of places and bodies, month by month, by the definitions in force."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from commonhall.cases.cases import queries as cases
from commonhall.cases.cases.models import Answer, Case, Confirmation
from commonhall.core import clock
from commonhall.evaluation.indicators.facts import (
    PASSED,
    AnswerRow,
    CaseRow,
    Fact,
    Span,
    WordRow,
    facts,
)
from commonhall.evaluation.indicators.models import Definition
from commonhall.evaluation.series.models import Value
from commonhall.law.promises.models import Promise
from commonhall.ui import hall

SCHEME = "beijing-12345"
# A transaction that has drawn a number may commit after one with a higher number, but not so many later.
NEAR = 10_000


@dataclass(frozen=True)
class Until:
    """Only rows up to these numbers count: what was known when an edition was made."""

    case: int
    answer: int
    confirmation: int
    value: int
    promise: int

    @classmethod
    def now(cls) -> Until:
        """The newest rows there are."""
        return cls(
            *(
                model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
                for model in _KEPT
            )
        )

    def seen(self) -> tuple[int, ...]:
        """How many of the last rows up to these numbers can be seen; more, once a late one has come."""
        return tuple(
            model.objects.filter(pk__gt=last - NEAR, pk__lte=last).count()
            for model, last in zip(_KEPT, astuple(self), strict=True)
        )


_KEPT = (Case, Answer, Confirmation, Value, Promise)


def hold() -> None:
    """Wait for acts that have begun and let none begin until the transaction ends, for what `Until` counts."""
    if connection.vendor == "postgresql":  # SQLite has one writer in any case
        tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in _KEPT)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {tables} IN SHARE MODE")


def span_of(starts: date, ends: date) -> Span:
    return Span(starts, ends, hall.time_zone())


def month_of(day: date) -> Span:
    """The month a day lies in."""
    starts = day.replace(day=1)
    return span_of(starts, next_month(starts))


def next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def months_before(first: date, count: int) -> list[date]:
    """The first days of `count` months ending with `first`'s, oldest first."""
    at = first.year * 12 + first.month - 1
    return [date(one // 12, one % 12 + 1, 1) for one in range(at - count + 1, at + 1)]


def counted() -> QuerySet[Case]:
    """The cases rates are about."""
    rows = cases.complete().exclude(channel=Case.Channel.ALARM).exclude(reported=True)
    return rows.exclude(state=Case.State.WITHDRAWN)


Rows = tuple[list[CaseRow], list[AnswerRow], list[WordRow]]


def rows_of(span: Span, units: Iterable[int] | None = None, until: Until | None = None) -> Rows:
    """The cases to which something happened within a span, for all places or those, with every reply.

    Three queries however many cases.
    """
    begins, ends = span.moments()
    within = Q(at__gte=begins, at__lt=ends)
    rows = counted().filter(
        Q(raised_at__gte=begins, raised_at__lt=ends)
        | Q(pk__in=Answer.objects.filter(within).values("case"))
        | Q(pk__in=Confirmation.objects.filter(within).values("case"))
    )
    if units is not None:
        rows = rows.filter(unit__in=list(units))
    answers, words = Answer.objects.all(), Confirmation.objects.filter(within)
    if until is not None:
        rows = rows.filter(pk__lte=until.case)
        # Who passes a case on held it: that is asked whenever it came.
        answers = answers.filter(Q(pk__lte=until.answer) | Q(kind__in=PASSED))
        words = words.filter(pk__lte=until.confirmation)
    mine = rows.values("pk")
    return _read(
        rows,
        answers.filter(case__in=mine),
        words.filter(case__in=mine),
        until.answer if until is not None else None,
    )


def rows_among(numbers: Collection[int]) -> Rows:
    """These cases, as far as rates are about them, with all that was ever said of them."""
    return _read(
        counted().filter(pk__in=numbers),
        Answer.objects.filter(case__in=numbers),
        Confirmation.objects.filter(case__in=numbers),
    )


def _read(
    rows: QuerySet[Case],
    answers: QuerySet[Answer],
    words: QuerySet[Confirmation],
    last: int | None = None,
) -> Rows:
    """last: the number of the last answer that counts.

    Cases are read first: a pass-on between the queries is then seen. The rest by number: where two things
    happened at one moment, the later row is the later word.
    """
    columns = ("pk", "case", "kind", "body", "to_body", "at")
    return (
        [CaseRow(*row) for row in rows.values_list("pk", "unit", "body", "raised_at", "due_on")],
        [
            AnswerRow(case, kind, body, to_body, at, last is not None and number > last)
            for number, case, kind, body, to_body, at in answers.order_by("pk").values_list(
                *columns
            )
        ],
        [
            WordRow(*row)
            for row in words.order_by("pk").values_list("case", "verdict", "satisfied", "at")
        ],
    )


def collect(
    span: Span,
    units: Iterable[int] | None = None,
    until: Until | None = None,
    known: date | None = None,
) -> list[Fact]:
    """The facts of a span, for all places or those, as known on a day (default: today)."""
    return facts(*rows_of(span, units, until), span, known or clock.today())


def in_force(scheme: str, day: date) -> dict[str, Definition]:
    """The scheme's definitions on a day, by code, in the order they were first set."""
    return in_force_each(scheme, [day])[day]


def in_force_each(scheme: str, days: Sequence[date]) -> dict[date, dict[str, Definition]]:
    """The same for many days, with one query."""
    rows = list(
        Definition.objects.filter(scheme=scheme, starts__lte=max(days)).order_by("starts", "pk")
    )
    return {day: {row.code: row for row in rows if row.starts <= day} for day in days}
