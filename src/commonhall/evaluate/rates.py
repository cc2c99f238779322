"""Rates of places and bodies, month by month, by the definitions in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet

from commonhall.acts import clock
from commonhall.deliver.models import Milestone
from commonhall.evaluate import formulas
from commonhall.evaluate.facts import AnswerRow, CaseRow, Fact, Span, WordRow, facts
from commonhall.evaluate.formulas import NOTHING, Rate
from commonhall.evaluate.models import Definition, Value
from commonhall.hear import queries as cases
from commonhall.hear.models import Answer, Case, Confirmation

SCHEME = "beijing-12345"


@dataclass(frozen=True)
class Until:
    """Only rows up to these numbers count: what was known when an edition was made."""

    case: int
    answer: int
    confirmation: int
    value: int
    milestone: int

    @classmethod
    def now(cls) -> Until:
        """The newest rows there are."""
        return cls(
            *(
                model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
                for model in (Case, Answer, Confirmation, Value, Milestone)
            )
        )


def span_of(starts: date, ends: date) -> Span:
    return Span(starts, ends, settings.TIME_ZONE)


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
    return cases.visible().exclude(channel=Case.Channel.ALARM).exclude(reported=True)


Rows = tuple[list[CaseRow], list[AnswerRow], list[WordRow]]


def rows_of(span: Span, units: Iterable[int] | None = None, until: Until | None = None) -> Rows:
    """The cases to which something happened within a span, for all places or those, with every reply.

    Three queries however many cases. Cases are read first: a pass-on between the queries is then seen.
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
        answers = answers.filter(Q(pk__lte=until.answer) | Q(kind=Answer.Kind.PASSED_ON))
        words = words.filter(pk__lte=until.confirmation)
    last = until.answer if until is not None else None
    mine = rows.values("pk")
    answers, words = answers.filter(case__in=mine), words.filter(case__in=mine)
    # By number: where two things happened at one moment, the later row is the later word.
    return (
        [CaseRow(*row) for row in rows.values_list("pk", "unit", "body", "raised_at", "due_on")],
        [
            AnswerRow(case, kind, body, to_body, at, last is not None and number > last)
            for number, case, kind, body, to_body, at in answers.order_by("pk").values_list(
                "pk", "case", "kind", "body", "to_body", "at"
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


def by_month(first: date, count: int, units: Iterable[int] | None = None) -> dict[date, list[Fact]]:
    """The facts of each of `count` months ending with `first`'s, oldest first, as known today."""
    starts = months_before(first, count)
    rows = rows_of(span_of(starts[0], next_month(starts[-1])), units)
    return {one: facts(*rows, month_of(one), clock.today()) for one in starts}


def in_force(scheme: str, day: date) -> dict[str, Definition]:
    """The scheme's definitions on a day, by code, in the order they were first set."""
    found: dict[str, Definition] = {}
    rows = Definition.objects.filter(scheme=scheme, starts__lte=day).order_by("starts", "pk")
    for row in rows:
        found[row.code] = row
    return found


def rates_of(
    formulas_by_code: Mapping[str, Mapping[str, object]], found: Sequence[Fact]
) -> dict[str, Rate]:
    """Every rate of a scheme over some facts; means after what they are made of."""
    made: dict[str, Rate] = {}
    for code, formula in formulas_by_code.items():
        if "mean" not in formula:
            made[code] = formulas.count(formula, found)
    for code, formula in formulas_by_code.items():
        if "mean" in formula:
            made[code] = formulas.mean(formula, made)
    return {code: made[code] for code in formulas_by_code}


def grouped(
    definitions: Mapping[str, Definition], found: Iterable[Fact], by: str
) -> dict[int, dict[str, Rate]]:
    """Rates by place or body ("unit", "body")."""
    parts: dict[int, list[Fact]] = defaultdict(list)
    for fact in found:
        parts[getattr(fact, by)].append(fact)
    wanted = {code: one.formula for code, one in definitions.items()}
    return {number: rates_of(wanted, facts) for number, facts in parts.items()}


def called_back(found: Iterable[Fact]) -> tuple[int, int]:
    """(cases reported done, of these called back): the smaller the share, the less a rate says."""
    rows = [fact for fact in found if fact.done or fact.called_back]
    return len(rows), sum(fact.called_back for fact in rows)


def empty(definitions: Mapping[str, Definition]) -> dict[str, Rate]:
    return dict.fromkeys(definitions, NOTHING)
