"""From counts to signals: what chance rarely gives, of the last whole month, each told once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from commonhall.evaluation.gaming import counting
from commonhall.evaluation.gaming.models import GamingSignal, Watch
from commonhall.methods.gaming import judged

# False alarms that the watch allows itself in a year of the whole hall, and the fewest that are told of.
A_YEAR, FEWEST = 1.0, 5
# What happened on the last day may be entered a little later.
WAIT = timedelta(days=3)
MILLIONTHS = 1_000_000


@dataclass(frozen=True)
class Found:
    """A count to be told. figures: whole numbers alone, chances in millionths and what is expected in hundredths."""

    watch: Watch
    body: int
    month: date
    figures: dict[str, Any]
    cases: list[int]


def last_month(today: date) -> date:
    """The first day of the last month that is over and known."""
    known = today - WAIT
    return (known.replace(day=1) - timedelta(days=1)).replace(day=1)


def found(today: date) -> Iterator[Found]:
    """What the last month tells and was not told before."""
    month = last_month(today)
    known = set(GamingSignal.objects.filter(month=month).values_list("watch", "about"))
    counts = counting.counted(month)
    for one in judged(counting.tried(counts), a_year=A_YEAR, fewest=FEWEST):
        key = cast(counting.Key, one.key)
        watch, body = key
        if key in known:
            continue
        yield Found(
            watch,
            body,
            month,
            {
                "observed": one.observed,
                "trials": one.trials,
                "expected": round(one.expected * 100),
                "chance": round(one.chance * MILLIONTHS),
                "level": round(one.level * MILLIONTHS),
                "others": counts[key].others,
                "other_trials": counts[key].other_trials,
            },
            counting.cases_behind(watch, body, month),
        )
