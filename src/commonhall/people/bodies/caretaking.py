"""Whoever held an office last, after its term: until somebody follows, the law lets them do the routine alone.

A term that ran out has a caretaker while no later term of the office has begun. One that was ended early has none:
somebody decided that this person goes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from commonhall.people.bodies.models import OfficeTerm

# The law says until when the caretaker of a term may do anything at all; None: it names no such day.
_last_day: list[Callable[[date], date | None]] = []


def last_day_by(finder: Callable[[date], date | None]) -> None:
    """Say until when somebody whose term ended on a day goes on with the routine; the law does."""
    _last_day[:] = [finder]


def last_day(term: OfficeTerm) -> date | None:
    """Until when the routine goes on after a term; None: the law lets nothing go on for a number of days."""
    return _last_day[0](term.ends) if _last_day else None


def run_out(day: date) -> QuerySet[OfficeTerm]:
    """Terms that ran out before a day, of offices and bodies that are there, which nobody followed."""
    later = OfficeTerm.objects.filter(
        Q(ended_early_on=None) | Q(ended_early_on__gt=F("starts")),
        office=OuterRef("office"),
        starts__lte=day,
        starts__gt=OuterRef("starts"),
    )
    rows: QuerySet[OfficeTerm] = OfficeTerm.objects.filter(
        ends__lt=day,
        ended_early_on=None,
        office__ended_on=None,
        office__body__ended_on=None,
    )
    return rows.exclude(Exists(later))


def term_of(person: int, office: int, body: int, day: date) -> OfficeTerm | None:
    """The term after which a person is caretaker of an office."""
    rows = run_out(day).filter(person_id=person, office_id=office, office__body_id=body)
    return rows.order_by("-ends").first()


def terms_of(person: int, day: date) -> QuerySet[OfficeTerm]:
    """All terms after which a person is caretaker."""
    return run_out(day).filter(person_id=person).select_related("office__body")
