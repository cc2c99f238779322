"""What is counted: of each body and month, how many of how many. No person, no confidential case's words, no office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate, TruncMonth

from commonhall.cases.cases.models import Answer
from commonhall.cases.cases.queries import visible
from commonhall.evaluation.call_backs.models import CallBack, CallBackRound
from commonhall.evaluation.gaming.models import Watch
from commonhall.evaluation.gaming.standards_counting import of_standards
from commonhall.evaluation.indicators.facts import REPLIES
from commonhall.law.promises.models import Promise
from commonhall.methods.gaming import Tail, Tried, more_than_elsewhere, more_than_share
from commonhall.people.bodies.models import Body
from commonhall.services.standards.queries import months_back
from commonhall.ui import hall

# A body is compared with its own twelve months before; fewer than so many trials are not judged.
MONTHS, TRIALS, BEFORE = 12, 20, 60
# Working days that count as the end of a month.
LAST_DAYS = 3
# Of those called back: so many who had said "solved" must have been reached.
REACHED = 10
Key = tuple[Watch, int]
Pair = tuple[int, int]


@dataclass(frozen=True)
class Counted:
    """observed of trials; others of other_trials where they are compared with counts, else share."""

    observed: int
    trials: int
    others: int = 0
    other_trials: int = 0
    share: float = 0.0
    enough: bool = True

    def tail(self) -> Tail:
        if self.share:
            return more_than_share(self.observed, self.trials, self.share)
        return more_than_elsewhere(self.observed, self.trials, self.others, self.other_trials)


def tried(counts: Mapping[Key, Counted]) -> list[Tried]:
    """Everything that is looked at, with its chance."""
    return [
        Tried(key, one.observed, one.trials, one.tail(), one.enough) for key, one in counts.items()
    ]


def counted(month: date) -> dict[Key, Counted]:
    """Every watch of every body; seven queries."""
    found: dict[Key, Counted] = {}
    promises = (Watch.RE_PROMISING, _promises(month))
    for watch, rows in (
        *_answers(month),
        promises,
        *of_standards([month, *months_back(month, MONTHS)]),
    ):
        for body, by_month in rows.items():
            found[watch, body] = _against_before(by_month, month)
    for body, (late, done) in _month_end(month).items():
        share = LAST_DAYS / len(_working_days(month))
        found[Watch.MONTH_ENDS, body] = Counted(late, done, share=share, enough=done >= TRIALS)
    found |= _coached(month)
    left_out = set(Body.objects.filter(kind=Body.Kind.SYSTEM).values_list("pk", flat=True))
    return {key: one for key, one in sorted(found.items()) if key[1] not in left_out}


def _against_before(by_month: dict[date, Pair], month: date) -> Counted:
    observed, trials = by_month.get(month, (0, 0))
    before = [pair for when, pair in by_month.items() if when < month]
    others, other_trials = (
        (sum(column) for column in zip(*before, strict=True)) if before else (0, 0)
    )
    enough = trials >= TRIALS and other_trials >= BEFORE
    return Counted(observed, trials, others, other_trials, enough=enough)


# --- months ---------------------------------------------------------------------------------------
def next_month(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def _first(month: date) -> date:
    return month.replace(year=month.year - 1)


def _zone() -> ZoneInfo:
    return ZoneInfo(hall.time_zone())


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, _zone())


def _working_days(month: date) -> list[date]:
    days = (month + timedelta(days=at) for at in range((next_month(month) - month).days))
    return [one for one in days if one.isoweekday() <= 5]


def _as_day(moment: Any) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


# --- what bodies say to cases ---------------------------------------------------------------------
def said(since: date, until: date) -> QuerySet[Answer]:
    """What bodies said to cases of this hall from day to day."""
    return Answer.objects.filter(
        at__gte=_start(since), at__lt=_start(until), reported=False
    ).order_by()


PASSED = Q(kind=Answer.Kind.PASSED_ON)
SET_ASIDE = Q(kind__in=[Answer.Kind.CANNOT, Answer.Kind.JOINED])
ANSWERED = Q(kind__in=sorted(REPLIES))
IN_TIME = ANSWERED & Q(day__lte=F("case__due_on"))
LAST = IN_TIME & Q(day__gte=F("case__due_on") - timedelta(days=1))


def _with_day(rows: QuerySet[Answer]) -> QuerySet[Any]:
    return rows.annotate(day=TruncDate("at", tzinfo=_zone()))


def _answers(month: date) -> Iterator[tuple[Watch, dict[int, dict[date, Pair]]]]:
    """Passing on, setting aside and the last day, of each body and month; one query."""

    def cases(which: Q) -> Count:
        return Count("case", distinct=True, filter=which)

    rows = (
        _with_day(said(_first(month), next_month(month)))
        .annotate(month=TruncMonth("at", tzinfo=_zone()))
        .values_list("body", "month")
        .annotate(
            passed=cases(PASSED),
            acted=cases(PASSED | ANSWERED),
            aside=cases(SET_ASIDE),
            ended=cases(SET_ASIDE | ANSWERED),
            last=cases(LAST),
            timely=cases(IN_TIME),
        )
    )
    found: dict[Watch, dict[int, dict[date, Pair]]] = {
        watch: defaultdict(dict) for watch in (Watch.PASSING_ON, Watch.EXCLUSIONS, Watch.DEADLINES)
    }
    for body, when, passed, acted, aside, ended, last, timely in rows:
        day = _as_day(when)
        found[Watch.PASSING_ON][body][day] = (passed, acted)
        found[Watch.EXCLUSIONS][body][day] = (aside, ended)
        found[Watch.DEADLINES][body][day] = (last, timely)
    yield from found.items()


def _month_end(month: date) -> dict[int, Pair]:
    """Cases reported done on working days: in the last three, and on all of them; one query."""
    rows = (
        _with_day(said(month, next_month(month)).filter(kind=Answer.Kind.DONE))
        .values_list("body", "day")
        .annotate(number=Count("case", distinct=True))
    )
    working = _working_days(month)
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for body, day, number in rows:
        if day in working:
            found[body][0] += number * (day in working[-LAST_DAYS:])
            found[body][1] += number
    return {body: (late, done) for body, (late, done) in found.items()}


# --- promises and call-backs ----------------------------------------------------------------------
def due_in(since: date, until: date) -> QuerySet[Promise]:
    return Promise.objects.filter(first_on__gte=since, first_on__lt=until, withdrawn_on=None)


def _promises(month: date) -> dict[int, dict[date, Pair]]:
    """Promises by the month of their first day, and how many of them were moved; one query."""
    rows = (
        due_in(_first(month), next_month(month))
        .order_by()
        .values_list("body", "first_on__year", "first_on__month")
        .annotate(moved_at_all=Count("pk", filter=Q(moved__gt=0)), number=Count("pk"))
    )
    found: dict[int, dict[date, Pair]] = defaultdict(dict)
    for body, year, number, moved, whole in rows:
        found[body][date(year, number, 1)] = (moved, whole)
    return found


def _coached(month: date) -> dict[Key, Counted]:
    """Of those who had said "solved" and were drawn and reached: who told the caller otherwise; against the other bodies."""
    calls = CallBack.objects.filter(
        round__month=month,
        round__state=CallBackRound.State.CLOSED,
        said=CallBackRound.Said.SOLVED,
        state=CallBack.State.REACHED,
    ).values_list("body", "verdict")
    by_body: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for body, verdict in calls:
        by_body[body][0] += verdict == CallBack.Verdict.NOT_SOLVED
        by_body[body][1] += 1
    odd, whole = (sum(one[at] for one in by_body.values()) for at in (0, 1))
    return {
        (Watch.COACHED, body): Counted(
            some, of, odd - some, whole - of, enough=of >= REACHED and whole - of >= REACHED
        )
        for body, (some, of) in by_body.items()
    }


# --- the cases behind a count ---------------------------------------------------------------------
MOST_CASES = 200


def cases_behind(watch: Watch, body: int, month: date) -> list[int]:
    """Numbers of the public cases that were counted; none where there are none, or where they would tell of a person."""
    until = next_month(month)
    if watch in (Watch.RE_PROMISING, Watch.COACHED, Watch.UNREPORTED, Watch.SAMPLES):
        return []
    rows = _with_day(said(month, until)).filter(body=body, case__in=visible())
    which = {
        Watch.PASSING_ON: PASSED,
        Watch.EXCLUSIONS: SET_ASIDE,
        Watch.DEADLINES: LAST,
        Watch.MONTH_ENDS: Q(kind=Answer.Kind.DONE, day__in=_working_days(month)[-LAST_DAYS:]),
    }[watch]
    return sorted(set(rows.filter(which).values_list("case", flat=True)))[:MOST_CASES]
