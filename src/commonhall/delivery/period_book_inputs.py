"""What is entered alike for plan books and budget books, and what is refused alike."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from commonhall.actions.inputs import Day, Names, Pick, Words
from commonhall.core.refusals import BadInput
from commonhall.delivery.period_books import PeriodBook
from commonhall.law import queries as law_queries
from commonhall.places.models import Unit
from commonhall.places.queries import units

PLACE = Pick(_("Place"), rows=units, key="code", place=True)
FIRST_DAY = Day(_("First day of the period"), empty=_("Enter a day."))
LAST_DAY = Day(_("Last day of the period"), empty=_("Enter a day."))
ABOUT = Names(_("What it is about"), most=8000, long=True)
WHY_GIVEN_UP = Words(
    _("Why"), _("This is public."), most=4000, long=True, empty=_("Enter the reasons.")
)


def parties(book: PeriodBook) -> list[str]:
    """Whose interests recuse from what is done with a book."""
    return [book.ref, Unit.ref_of(book.unit_id)]


def check_period(starts: date, ends: date) -> None:
    """Raises BadInput where the period ends before it has begun."""
    if ends <= starts:
        raise BadInput("ends", _("Enter a last day after the first day."))


def check_time_to_say(duty: str, until: date, today: date) -> None:
    """Raises BadInput where people have fewer days for their say than the law's duty gives them."""
    least = law_queries.due_day(duty, today) or today
    if until < least:
        raise BadInput(
            "until",
            _("Enter %(day)s or a later day, so that people have time.")
            % {"day": least.isoformat()},
        )
