"""Keeping the tallies up with the cases: chunk by chunk, harmless to repeat or to kill.

Acts only say that something happened to a case (`Unfolded`); a timer counts such cases anew, and those
which time alone has changed, and moves the tallies by the difference. Until then readers count them
themselves (`rollup`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from commonhall.actions import subscriptions
from commonhall.actions.context import Context
from commonhall.cases.cases.models import Case
from commonhall.core import clock
from commonhall.evaluation.indicators import rates
from commonhall.evaluation.indicators.facts import Fact, fact, histories
from commonhall.evaluation.indicators.models import Definition
from commonhall.evaluation.rollup import tallies
from commonhall.evaluation.rollup.models import CaseMonth, Folds, Tally, Unfolded
from commonhall.ui import hall

CHUNK = 200
HEARD = (
    "cases.raise_case",
    "cases.answer_case",
    "cases.pass_on_case",
    "cases.mark_done",
    "cases.confirm_case",
    "cases.refuse_result",
    "cases.reopen_case",
    "cases.plan_case",
    "cases.part_done",
    "cases.decline_case",
    "cases.ask_raiser",
    "cases.reply_to_question",
    "cases.contest_question",
    "cases.settle_case",
    "cases.withdraw_case",
)
_ADD = """
INSERT INTO evaluation_tally (month, "by", number, measure, counted, asked) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT ("by", month, measure, number) DO UPDATE
SET counted = evaluation_tally.counted + excluded.counted, asked = evaluation_tally.asked + excluded.asked
"""
_ONE = 'INSERT INTO evaluation_unfolded ("case") VALUES (%s)'
_ALL = """
INSERT INTO evaluation_unfolded ("case") SELECT id FROM cases_case WHERE NOT reported AND channel <> 'alarm'
"""
_SINCE = """
INSERT INTO evaluation_unfolded ("case") SELECT DISTINCT "case" FROM evaluation_casemonth WHERE month >= %s
"""


# --- what changes a case, and what changes how it counts -------------------------------------------
def _heard(_ctx: Context, result: Any, arguments: dict[str, Any]) -> None:
    case = result if isinstance(result, Case) else arguments["case"]
    # One plain statement: it is part of what every act on a case costs.
    with connection.cursor() as cursor:
        cursor.execute(_ONE, [case.pk])


for _code in HEARD:
    subscriptions.on(_code)(_heard)


@subscriptions.on("evaluation.set_definition")
def _defined(_ctx: Context, made: Definition, _arguments: dict[str, Any]) -> None:
    """Months from its start on are counted anew. A chunk that is being folded ends first."""
    hold()
    with connection.cursor() as cursor:
        cursor.execute(_SINCE, [made.starts])


def hold() -> None:
    """Let nobody else change the tallies until the transaction ends, and tell readers that they move."""
    while not Folds.objects.filter(pk=1).update(count=F("count") + 1):
        Folds.objects.bulk_create([Folds(pk=1, zone=hall.time_zone())], ignore_conflicts=True)


def _of_another_zone() -> bool:
    """Was the hall's time zone changed since? Then months begin at another moment."""
    return Folds.objects.filter(pk=1).exclude(zone=hall.time_zone()).exists()


def _count_all_anew() -> None:
    Folds.objects.filter(pk=1).update(zone=hall.time_zone())
    with connection.cursor() as cursor:
        cursor.execute(_ALL)


# --- what a case adds -------------------------------------------------------------------------------
class Counted:
    """The counted formulas in force for each month, by measure; read once."""

    def __init__(self) -> None:
        self._rows = list(Definition.objects.order_by("starts", "pk"))
        self._months: dict[date, dict[str, Any]] = {}

    def of(self, month: date) -> dict[str, Any]:
        if month not in self._months:
            newest = {(one.scheme, one.code): one for one in self._rows if one.starts <= month}
            self._months[month] = {
                str(one.pk): one.formula for one in newest.values() if "mean" not in one.formula
            }
        return self._months[month]


@dataclass(frozen=True)
class Addition:
    """A case's fact in a month, with what it adds and when time changes it."""

    month: date
    fact: Fact
    adds: tallies.Sums
    turns_on: date | None

    def row(self, known: date) -> CaseMonth:
        one = self.fact
        return CaseMonth(
            case=one.case,
            month=self.month,
            unit=one.unit,
            body=one.body,
            raised=one.raised,
            done=one.done,
            called_back=one.called_back,
            solved=one.solved,
            satisfied=one.satisfied,
            on_time=one.on_time,
            days_to_answer=one.days_to_answer,
            days_to_done=one.days_to_done,
            raised_on=known - timedelta(days=one.days_known),
            adds=self.adds,
            turns_on=self.turns_on,
        )


def additions(rows: rates.Rows, known: date, counted: Counted) -> list[Addition]:
    """What cases add in every month of theirs, as known on a day."""
    found = []
    for history in histories(*rows):
        for month in sorted(history.months(hall.time_zone())):
            made = fact(history, rates.month_of(month), known)
            if made is not None:
                formulas = counted.of(month)
                turns_on = tallies.turns_on(history.case, made, known, formulas)
                found.append(Addition(month, made, tallies.adds(made, formulas), turns_on))
    return found


# --- folding ----------------------------------------------------------------------------------------
def fold(limit: int = CHUNK) -> int:
    """Bring the tallies up with at most so many cases; how many it were."""
    today = clock.today()
    moved = _of_another_zone()
    turned = CaseMonth.objects.filter(turns_on__lte=today)
    if not (moved or Unfolded.objects.exists() or turned.exists()):
        return 0
    with transaction.atomic():
        hold()
        if moved:
            _count_all_anew()
        seen = list(Unfolded.objects.order_by("pk").values_list("pk", "case")[:limit])
        cases = {case for _pk, case in seen}
        others = turned.exclude(case__in=cases)
        room = limit - len(cases)
        cases |= set(others.order_by("turns_on").values_list("case", flat=True)[:room])
        if cases:
            _replace(cases, today)
            # By number: a row of an act that came in between stays for the next time.
            Unfolded.objects.filter(pk__in=[pk for pk, _case in seen]).delete()
    return len(cases)


def _replace(cases: Collection[int], today: date) -> None:
    """Put what these cases add now in the place of what they had added."""
    before = list(CaseMonth.objects.filter(case__in=cases))
    now = additions(rates.rows_among(cases), today, Counted())
    moved: dict[tuple[date, str, int], tallies.Sums] = defaultdict(dict)
    for row in before:
        _move(moved, row.month, row, row.adds, -1)
    for one in now:
        _move(moved, one.month, one.fact, one.adds, 1)
    CaseMonth.objects.filter(pk__in=[row.pk for row in before]).delete()
    CaseMonth.objects.bulk_create([one.row(today) for one in now])
    changes = [
        (month, by, number, measure, counted, asked)
        for (month, by, number), sums in moved.items()
        for measure, (counted, asked) in sums.items()
        if counted or asked
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_ADD, changes)


def _move(
    moved: dict[tuple[date, str, int], tallies.Sums], month: date, of: Any, adds: Any, sign: int
) -> None:
    for by, number in (("unit", of.unit), ("body", of.body), ("all", tallies.EVERYTHING)):
        tallies.add(moved[month, by, number], adds, sign)


def fold_all(step: Callable[[int], object] = lambda _count: None) -> int:
    """Fold until nothing is left; how many cases it were. step: told of each chunk."""
    total = 0
    while count := fold():
        total += count
        step(count)
    return total


def forget() -> int:
    """Throw the roll-up away and let every case be folded anew; how many cases there are."""
    with transaction.atomic():
        hold()
        for model in (Tally, CaseMonth, Unfolded):
            model.objects.all().delete()
        _count_all_anew()
        return Unfolded.objects.count()
