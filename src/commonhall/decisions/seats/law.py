"""What the law is asked about elections held here: powers, a right and days, by their codes (article 64)."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from commonhall.core.refusals import Refused
from commonhall.law import queries

# Powers: to hold an election of people; to give the offices to those who were elected. The right to stand.
HOLD, SEAT, STAND = "hold-elections", "seat-elected", "stand-for-election"
# Days: in which people can stand at least, can vote at least, and can object to the result.
TO_STAND, TO_VOTE, TO_OBJECT = "stand-for-election", "vote-in-election", "object-to-election"


def days(duty: str, day: date) -> int:
    """How many days the law gives. Raises `Refused` where no provision in force says so: nothing is held without."""
    found = queries.deadline_days(duty, day)
    if found is None:
        raise Refused(
            "rights",
            "no-deadline",
            _("No provision in force says how long people can stand, vote and object."),
        )
    return found[0]


def objections_end(counted: date) -> date:
    """The last day on which somebody can object to a result that was counted on a day."""
    appeal = queries.deadline_days("appeal", counted)
    least = days(TO_OBJECT, counted)
    return counted + timedelta(days=max(least, appeal[0] if appeal else 0))
