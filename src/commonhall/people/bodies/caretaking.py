"""Whoever held an office last, after its term: until somebody follows, the law lets them do the routine alone.

A term is followed once a later one of the office has begun. The law says what goes on after it, and until when.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.people.bodies.models import OfficeTerm
from commonhall.ui.text import local_date

# What goes on for as long as nobody follows.
FOR_EVER = date.max
_last_day: list[Callable[[OfficeTerm], date | None]] = []


def last_day_by(finder: Callable[[OfficeTerm], date | None]) -> None:
    """Say until when somebody goes on after a term, FOR_EVER or None for not at all; the law does."""
    _last_day[:] = [finder]


def last_day(term: OfficeTerm) -> date | None:
    """Until when whoever held a term goes on with something."""
    return _last_day[0](term) if _last_day else None


def told_after(until: date | None) -> Any:
    """What is so after a term or mandate has ended and nobody follows."""
    if until is None:
        return _("From the next day nobody may act in it.")
    if until == FOR_EVER:
        return _("After that, nothing is possible but giving new mandates.")
    return _(
        "After that, caretakers do only the routine work until %(day)s. Then nobody may act."
    ) % {"day": local_date(until)}


def ended(term: OfficeTerm) -> date:
    """The last day on which a term was held."""
    return min(term.ends, term.ended_early_on) if term.ended_early_on else term.ends


def followed_by_nobody(day: date) -> QuerySet[OfficeTerm]:
    """The last term of each office that is there, where it is over and no other has begun since."""
    later = OfficeTerm.objects.filter(
        Q(ended_early_on=None) | Q(ended_early_on__gt=F("starts")),
        Q(starts__gt=OuterRef("starts")) | Q(starts=OuterRef("starts"), pk__gt=OuterRef("pk")),
        office=OuterRef("office"),
        stands_for=None,
        starts__lte=day,
    )
    rows: QuerySet[OfficeTerm] = OfficeTerm.objects.filter(
        Q(ends__lt=day) | Q(ended_early_on__lte=day),
        stands_for=None,
        starts__lte=day,
        office__ended_on=None,
        office__body__ended_on=None,
    ).exclude(ended_early_on=F("starts"))
    return rows.exclude(Exists(later))


def term_of(person: int, office: int, body: int, day: date) -> OfficeTerm | None:
    """The term after which a person goes on in an office."""
    rows = followed_by_nobody(day).filter(person_id=person, office_id=office, office__body_id=body)
    return rows.select_related("office").first()


def terms_of(person: int, day: date) -> list[OfficeTerm]:
    """All terms after which a person still goes on with something."""
    rows = followed_by_nobody(day).filter(person_id=person).select_related("office__body")
    return [one for one in rows if (last_day(one) or date.min) >= day]
