"""What a careful reader would ask of a rate: none of it proves that anybody gamed it.

Call-backs that thin out, results reported done that people refuse, answers on the last day, and rates so
high that the order means nothing. Each compares counts with what chance would give, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import sqrt

from django.utils.translation import gettext as _

from commonhall.evaluation.rollup import tallies
from commonhall.evaluation.rollup.tallies import Sums
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


def of_months(months: Mapping[date, Sums]) -> list[Check]:
    """Checks over a year of sums, the last three months against those before."""
    starts = sorted(months)
    recent, before, everything = (
        _together(months, some) for some in (starts[-RECENT:], starts[:-RECENT], starts)
    )
    made = [_call_backs(before, recent), _refused(everything), _last_day(everything)]
    return [one for one in made if one is not None]


def _together(months: Mapping[date, Sums], some: Iterable[date]) -> Sums:
    found: Sums = {}
    for month in some:
        tallies.add(found, months[month])
    return found


def _call_backs(before: Sums, recent: Sums) -> Check | None:
    """Are fewer people called back than before? A rate over the willing says less."""
    then = tallies.asked_of(before, tallies.CALL_BACKS)
    now = tallies.asked_of(recent, tallies.CALL_BACKS)
    if min(then[1], now[1]) < FEWEST:
        return None
    surprise = difference(*then, *now)
    return Check(
        _("Are fewer people saying how it ended?"),
        _("%(now)d of %(now_all)d in the last three months, %(then)d of %(then_all)d before.")
        % {"now": now[0], "now_all": now[1], "then": then[0], "then_all": then[1]},
        surprise < -SURPRISING,
    )


def _refused(found: Sums) -> Check | None:
    """How often is something reported done that is not?"""
    refused, asked = tallies.asked_of(found, tallies.REFUSED)
    if asked < FEWEST:
        return None
    low = proportion_of(refused, asked).low
    return Check(
        _("Is work reported done that is not done?"),
        _("%(refused)d of the %(asked)d people asked said it is not solved.")
        % {"refused": refused, "asked": asked},
        low > 0.25,
    )


def _last_day(found: Sums) -> Check | None:
    """Do answers crowd on the last day before the deadline? Then the deadline is served, not people."""
    _counted, answered = tallies.asked_of(found, tallies.ANSWERED)
    if answered < FEWEST * 3:
        return None
    on = {day: tallies.asked_of(found, tallies.answered_on(day))[1] for day in tallies.DAYS}
    last = max(tallies.DAYS[1:-1], key=on.__getitem__)
    here, beside = on[last], (on[last - 1] + on[last + 1]) / 2
    odd = here >= FEWEST and here > beside + SURPRISING * sqrt(beside + 1)
    return Check(
        _("Do many answers come on one late day?"),
        _(
            "Most late answers came on day %(day)d: %(here)d, compared with %(beside)d on the days before and after."
        )
        % {"day": last, "here": here, "beside": round(beside)},
        odd,
    )


def difference(first: int, first_of: int, second: int, second_of: int) -> float:
    """How far two shares lie apart, in standard errors; below 0 where the second is smaller."""
    together = (first + second) / (first_of + second_of)
    error = sqrt(together * (1 - together) * (1 / first_of + 1 / second_of))
    return (second / second_of - first / first_of) / error if error else 0.0
