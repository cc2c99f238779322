"""What a careful reader would ask of a rate: none of it proves that anybody gamed it.

Call-backs that thin out, results reported done that people refuse, answers on the last day, and rates so
high that the order means nothing. Each compares counts with what chance would give, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Any

from django.utils.translation import gettext as _

from commonhall.evaluate.facts import Fact
from commonhall.methods.surveys import proportion_of

FEWEST = 20
SURPRISING = 3.0
RECENT = 3


@dataclass(frozen=True)
class Check:
    """question: what is asked; answer: the figures; odd: does it deserve a second look?"""

    question: str
    answer: str
    odd: bool


def of_months(months: Mapping[date, list[Fact]]) -> list[Check]:
    """Checks over a year of facts, the last three months against those before."""
    starts = sorted(months)
    recent = [fact for one in starts[-RECENT:] for fact in months[one]]
    before = [fact for one in starts[:-RECENT] for fact in months[one]]
    everything = [*before, *recent]
    made = [_call_backs(before, recent), _refused(everything), _last_day(everything)]
    return [one for one in made if one is not None]


def _call_backs(before: list[Fact], recent: list[Fact]) -> Check | None:
    """Are fewer people called back than before? A rate over the willing says less."""
    then = _share(before, lambda fact: fact.done or fact.called_back, lambda fact: fact.called_back)
    now = _share(recent, lambda fact: fact.done or fact.called_back, lambda fact: fact.called_back)
    if min(then[1], now[1]) < FEWEST:
        return None
    surprise = difference(*then, *now)
    return Check(
        _("Do fewer people say how it ended?"),
        _("%(now)d of %(now_all)d in the last three months, %(then)d of %(then_all)d before.")
        % {"now": now[0], "now_all": now[1], "then": then[0], "then_all": then[1]},
        surprise < -SURPRISING,
    )


def _refused(found: list[Fact]) -> Check | None:
    """How often is something reported done that is not?"""
    refused, asked = _share(found, lambda fact: fact.called_back, lambda fact: not fact.solved)
    if asked < FEWEST:
        return None
    low = proportion_of(refused, asked).low
    return Check(
        _("Is work reported done that is not?"),
        _("%(refused)d of %(asked)d who were asked said it is not solved.")
        % {"refused": refused, "asked": asked},
        low > 0.25,
    )


def _last_day(found: list[Fact]) -> Check | None:
    """Do answers crowd on the last day before the deadline? Then the deadline is served, not people."""
    days = [
        fact.days_to_answer for fact in found if fact.raised and fact.days_to_answer is not None
    ]
    if len(days) < FEWEST * 3:
        return None
    last = max(set(range(8, 31)), key=days.count)
    here, beside = days.count(last), (days.count(last - 1) + days.count(last + 1)) / 2
    odd = here >= FEWEST and here > beside + SURPRISING * sqrt(beside + 1)
    return Check(
        _("Do answers crowd on one late day?"),
        _(
            "Most late answers came on day %(day)d: %(here)d, against %(beside)d on the days beside it."
        )
        % {"day": last, "here": here, "beside": round(beside)},
        odd,
    )


def _share(found: list[Fact], of: Any, part: Any) -> tuple[int, int]:
    rows = [fact for fact in found if of(fact)]
    return sum(bool(part(fact)) for fact in rows), len(rows)


def difference(first: int, first_of: int, second: int, second_of: int) -> float:
    """How far two shares lie apart, in standard errors; below 0 where the second is smaller."""
    together = (first + second) / (first_of + second_of)
    error = sqrt(together * (1 - together) * (1 / first_of + 1 / second_of))
    return (second / second_of - first / first_of) / error if error else 0.0
