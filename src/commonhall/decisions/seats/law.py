"""What the law is asked about elections held here: powers, a right and days, by their codes (article 64)."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from commonhall.core.refusals import Refused
from commonhall.law import queries
from commonhall.places.models import Unit

# Powers: to hold an election of people; to give the offices to those who were elected. The right to stand.
HOLD, SEAT, STAND = "hold-elections", "seat-elected", "stand-for-election"
# Rights: to put up a list of candidates, and to support one (article 65).
PUT_UP, SUPPORT = "put-up-lists", "support-lists"
# How many residents must support a list that a resident puts up; per cent of the votes that a list needs to get seats;
# per cent of its list's votes by which a candidate comes before the list's order. Without the last, lists are closed.
SUPPORTERS, SEATS_FROM, PREFERRED_FROM = "support-list", "seats-of-list", "order-of-list"
# The fewest candidates of a list; and the most, as a multiple of the seats.
FEWEST, TIMES = 2, 2
# Days: in which people can stand at least, can vote at least, and can object to the result.
TO_STAND, TO_VOTE, TO_OBJECT = "stand-for-election", "vote-in-election", "object-to-election"


def per_cent(matter: str, day: date) -> int:
    """The share of votes that the law states; 0 where it states none."""
    found = queries.threshold(matter, day)
    return found.per_cent if found else 0


def supporters(unit: Unit, day: date) -> int | None:
    """How many residents must support a list of residents; None where the law knows no lists."""
    found = queries.threshold(SUPPORTERS, day)
    if found is None:
        return None
    people = queries.residents(unit, day).values("person").distinct().count()
    return max(found.least, -(-found.per_cent * people // 100))


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
