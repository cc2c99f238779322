"""A signal of the gaming watch in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.cases.cases.models import Case
from commonhall.cases.cases.queries import visible
from commonhall.evaluation.gaming.counting import LAST_DAYS, REACHED, TRIALS
from commonhall.evaluation.gaming.finding import MILLIONTHS
from commonhall.evaluation.gaming.models import GamingSignal, Watch
from commonhall.ui import text

SHOWN = 20
# What each watch counts, and what it is held against.
ABOUT = {
    Watch.RE_PROMISING: gettext_lazy(
        "Promises whose first day fell in this month and that were moved to another day, against the body’s own twelve months before."
    ),
    Watch.PASSING_ON: gettext_lazy(
        "Cases passed on to another body, of all cases answered or passed on, against the body’s own twelve months before."
    ),
    Watch.EXCLUSIONS: gettext_lazy(
        "Cases answered with “cannot be done” or joined with another, of all cases answered, against the body’s own twelve months before."
    ),
    Watch.DEADLINES: gettext_lazy(
        "Answers given on the last day of the law or the day before, of all answers in time, against the body’s own twelve months before."
    ),
    Watch.MONTH_ENDS: gettext_lazy(
        "Cases reported done in the last three working days, of all reported done on working days, against the share of these days."
    ),
    Watch.COACHED: gettext_lazy(
        "People who had said “solved” by themselves, were drawn by lot and told the caller that it was not, against the other bodies."
    ),
    Watch.UNREPORTED: gettext_lazy(
        "Values of service standards that were due in this month and had not come by its end, of all that were due, against the body’s own twelve months before."
    ),
    Watch.SAMPLES: gettext_lazy(
        "Values of standards reported in this month that rest on fewer than 30, of all that say how many they rest on, against the body’s own twelve months before."
    ),
}


def title(signal: GamingSignal) -> str:
    """What it is called by those who may read it."""
    body = signal.shown_body or signal.about
    assert body is not None
    assert signal.month is not None
    return _("%(body)s, %(month)s: %(watch)s") % {
        "body": body.name,
        "month": date_format(signal.month, "YEAR_MONTH_FORMAT"),
        "watch": Watch(signal.watch).label,
    }


@dataclass(frozen=True)
class Figures:
    observed: int
    trials: int
    expected: str
    chance: str
    level: str


def figures(signal: GamingSignal) -> Figures:
    said: dict[str, Any] = signal.figures or {}
    return Figures(
        said["observed"],
        said["trials"],
        text.number(said["expected"] / 100, 1),
        _odds(said["chance"]),
        _odds(said["level"]),
    )


def _odds(millionths: int) -> str:
    """ "1 in 2,400"."""
    if millionths < 1:
        return _("less than 1 in a million")
    return _("1 in %(number)s") % {"number": text.number(round(MILLIONTHS / millionths))}


def cases(signal: GamingSignal) -> list[Case]:
    """The cases behind it, as far as anybody may still read them."""
    rows = visible().filter(pk__in=signal.cases or []).select_related("unit").order_by("pk")
    return list(rows[:SHOWN])


LIMITS = {"days": LAST_DAYS, "reached": REACHED, "trials": TRIALS}
