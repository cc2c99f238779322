"""What a case adds to the tallies of a month, and what is read off their sums. Pure.

A measure is a definition's number, as text, or one of the words below; its sum is [counted, asked],
counted in millionths. Sums of all cases give every rate, and what `checks` asks, without a single fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Protocol

from commonhall.evaluation.indicators import formulas
from commonhall.evaluation.indicators.facts import CaseRow, Fact
from commonhall.evaluation.indicators.formulas import SCALE, Rate

Sums = dict[str, list[int]]
Formulas = Mapping[str, Mapping[str, Any]]

# The number under which the whole hall's sums stand.
EVERYTHING = 0
# Every case of the month; those done or called back, and called back; called back, and not solved.
CASES, CALL_BACKS, REFUSED = "cases", "call-backs", "refused"
# Those raised and answered, and on which day, as far as `checks` looks at days.
ANSWERED = "answered"
DAYS = range(7, 32)


def answered_on(day: int) -> str:
    return f"answered-day-{day}"


FOR_CHECKS = (CALL_BACKS, REFUSED, ANSWERED, *map(answered_on, DAYS))


def adds(fact: Fact, counted: Formulas) -> Sums:
    """What a case adds to each measure; `counted`: the month's formulas, without means, by measure."""
    made: Sums = {CASES: [0, 1]}
    for measure, formula in counted.items():
        points = formulas.counts(formula, fact)
        if points is not None:
            made[measure] = [points, 1]
    if fact.done or fact.called_back:
        made[CALL_BACKS] = [SCALE * fact.called_back, 1]
    if fact.called_back:
        made[REFUSED] = [SCALE * (not fact.solved), 1]
    if fact.raised and fact.days_to_answer is not None:
        made[ANSWERED] = [0, 1]
        if fact.days_to_answer in DAYS:
            made[answered_on(fact.days_to_answer)] = [0, 1]
    return made


def turns_on(case: CaseRow, fact: Fact, known: date, counted: Formulas) -> date | None:
    """The first day on which time alone changes what is so of the case; None: it is settled."""
    raised_on = known - timedelta(days=fact.days_known)
    days = []
    if fact.days_to_answer is None and case.due_on is not None:
        days.append(case.due_on + timedelta(days=1))
    for formula in counted.values():
        waits = (
            "answered-within" in formula["counts"] and fact.days_to_answer is None,
            "done-within" in formula["counts"] and fact.days_to_done is None,
        )
        if any(waits):
            days.append(raised_on + timedelta(days=formula["days"] + 1))
    return min((day for day in days if day > known), default=None)


def add(into: Sums, more: Mapping[str, list[int]], sign: int = 1) -> None:
    for measure, (counted, asked) in more.items():
        found = into.setdefault(measure, [0, 0])
        found[0] += sign * counted
        found[1] += sign * asked


def asked_of(sums: Sums, measure: str) -> tuple[int, int]:
    """(how many cases counted, how many were asked) for a measure that counts whole cases."""
    counted, asked = sums.get(measure, (0, 0))
    return counted // SCALE, asked


class Defined(Protocol):
    """A definition, as far as its rate is read off sums."""

    pk: int
    formula: Any


def rates_of(definitions: Mapping[str, Defined], sums: Sums) -> dict[str, Rate]:
    """Every rate of a scheme, by code; means after what they are made of."""
    made = {
        code: formulas.of_counts(*sums.get(str(one.pk), (0, 0)))
        for code, one in definitions.items()
        if "mean" not in one.formula
    }
    return {
        code: made[code] if code in made else formulas.mean(one.formula, made)
        for code, one in definitions.items()
    }
