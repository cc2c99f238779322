"""The few words in which a rate is defined, so that its definition can be data.

    {"of": "called-back", "counts": {"solved": "1"}}
    {"of": "rated", "counts": {"satisfied": "1", "mostly-satisfied": "0.9"}}
    {"of": "raised", "counts": {"done-within": "1"}, "days": 21}
    {"mean": {"response": "0.1", "resolution": "0.5", "satisfaction": "0.4"}}

`of` names the cases that are asked about, `counts` what counts among them and how much. A rate is the
sum of what counts over the number asked, in per cent. A case of which a fact cannot be known (a deadline
nobody set) or not yet (the days are still running) is not asked about. `mean` weighs rates of the same scheme; it is measured only where all are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from commonhall.evaluation.indicators.facts import Fact
from commonhall.methods.surveys import proportion_of

POPULATIONS = ("called-back", "rated", "done", "raised")
FACTS = (
    "answered-on-time",
    "answered-within",
    "done-within",
    "solved",
    "satisfied",
    "mostly-satisfied",
)
NEEDS_DAYS = {"answered-within", "done-within"}
SCALE = 1_000_000


class FormulaError(ValueError):
    """A formula says something that cannot be counted; the message says what would be right."""


@dataclass(frozen=True)
class Rate:
    """A rate with what it rests on: per cent, the ends of its 95 % interval, how many were asked.

    value: None where nobody was (n = 0): it is not measured, and is never guessed.
    """

    value: float | None
    low: float | None
    high: float | None
    asked: int

    @property
    def measured(self) -> bool:
        return self.value is not None


NOTHING = Rate(None, None, None, 0)


def check(formula: Any, known: Iterable[str] = ()) -> dict[str, Any]:
    """The formula, if it can be counted; `known`: codes of the scheme's other rates. FormulaError."""
    if not isinstance(formula, dict):
        raise FormulaError('expected {"of": …, "counts": …} or {"mean": …}')
    if "mean" in formula:
        if set(formula) != {"mean"}:
            raise FormulaError('"mean" stands alone')
        weights = _numbers("mean", formula["mean"])
        unknown = set(weights) - set(known)
        if unknown:
            raise FormulaError(f'"mean" names {min(unknown)!r}, which is no rate of the scheme')
        if sum(weights.values()) != 1:
            raise FormulaError('the weights of "mean" must add up to 1')
        return {"mean": formula["mean"]}
    extra = set(formula) - {"of", "counts", "days"}
    if extra:
        raise FormulaError(f"{min(extra)!r} means nothing here")
    if formula.get("of") not in POPULATIONS:
        raise FormulaError(f'"of" must be one of {", ".join(POPULATIONS)}')
    counts = _numbers("counts", formula.get("counts"))
    unknown = set(counts) - set(FACTS)
    if unknown:
        raise FormulaError(f'"counts" knows {", ".join(FACTS)}; found {min(unknown)!r}')
    days = formula.get("days")
    if NEEDS_DAYS & set(counts) and (not isinstance(days, int) or not 0 < days <= 3650):
        raise FormulaError('"days" must say within how many')
    return {key: formula[key] for key in ("of", "counts", "days") if key in formula}


def _numbers(place: str, given: Any) -> dict[str, Decimal]:
    if not isinstance(given, dict) or not given:
        raise FormulaError(f'"{place}" must give at least one word its weight')
    found = {}
    for word, weight in given.items():
        try:
            found[str(word)] = Decimal(str(weight))
        except InvalidOperation:
            raise FormulaError(f'the weight of "{word}" is no number') from None
        if not 0 < found[str(word)] <= 1:
            raise FormulaError(f'the weight of "{word}" must lie above 0 and at most at 1')
        if found[str(word)] * SCALE % 1:
            raise FormulaError(f'the weight of "{word}" has more than six decimals')
    return found


def count(formula: Mapping[str, Any], facts: Iterable[Fact]) -> Rate:
    """One rate over the facts of some cases; `formula` is checked and has no "mean"."""
    total, asked = 0, 0
    for fact in facts:
        points = counts(formula, fact)
        if points is not None:
            asked += 1
            total += points
    return of_counts(total, asked)


def counts(formula: Mapping[str, Any], fact: Fact) -> int | None:
    """What one case adds, in millionths: the most that any word gives; None if it is not asked about."""
    if not belongs(fact, formula["of"]):
        return None
    best, days = 0, formula.get("days")
    for word, weight in formula["counts"].items():
        held = holds(fact, word, days)
        if held is None:
            return None
        if held:
            best = max(best, millionths(weight))
    return best


@lru_cache(maxsize=1024)
def millionths(weight: Any) -> int:
    """A weight in whole millionths, so that sums are the same in whatever order they are taken."""
    return int(Decimal(str(weight)) * SCALE)


def of_counts(counted: int, asked: int) -> Rate:
    """A rate from what counted, in millionths, and how many were asked; Wilson's interval (1927)."""
    if not asked:
        return NOTHING
    found = proportion_of(counted / SCALE, asked)
    return Rate(
        round(100 * found.value, 4), round(100 * found.low, 4), round(100 * found.high, 4), asked
    )


def mean(formula: Mapping[str, Any], parts: Mapping[str, Rate]) -> Rate:
    """The weighted mean of rates; its interval holds when each part is at the end of its own."""
    weights = {word: float(Decimal(str(weight))) for word, weight in formula["mean"].items()}
    found = [(weight, parts.get(word, NOTHING)) for word, weight in weights.items()]
    if any(not rate.measured for _weight, rate in found):
        return Rate(None, None, None, min(rate.asked for _weight, rate in found))
    return Rate(
        round(sum(weight * (rate.value or 0) for weight, rate in found), 4),
        round(sum(weight * (rate.low or 0) for weight, rate in found), 4),
        round(sum(weight * (rate.high or 0) for weight, rate in found), 4),
        min(rate.asked for _weight, rate in found),
    )


def belongs(fact: Fact, population: str) -> bool:
    """Is this case one of those asked about?"""
    return {
        "called-back": fact.called_back,
        "rated": fact.called_back and fact.satisfied != "",
        "done": fact.done,
        "raised": fact.raised,
    }[population]


def holds(fact: Fact, word: str, days: int | None) -> bool | None:
    """Is it so of this case? None: it cannot be known, or not yet."""
    if word == "answered-on-time":
        return fact.on_time
    if word == "answered-within":
        return _within(fact.days_to_answer, days or 0, fact.days_known)
    if word == "done-within":
        return _within(fact.days_to_done, days or 0, fact.days_known)
    if word == "solved":
        return fact.solved
    return fact.satisfied == {"satisfied": "yes", "mostly-satisfied": "mostly"}[word]


def _within(took: int | None, days: int, known: int) -> bool | None:
    """Was it so within so many days? None while it has not come and they are still running."""
    if took is not None:
        return took <= days
    return False if known > days else None
