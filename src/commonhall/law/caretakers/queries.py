"""Who goes on after the end, with what, until when."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from commonhall.core import clock
from commonhall.core.compiled_queries import CompiledQuery
from commonhall.core.refusals import Refused
from commonhall.law import queries
from commonhall.law.caretakers.models import Routine
from commonhall.law.instruments.models import Competence
from commonhall.law.mandates.models import Mandate
from commonhall.people.bodies import caretaking
from commonhall.people.bodies.actions import before_ending
from commonhall.people.bodies.models import Body, OfficeTerm

ROUTINES: CompiledQuery[Routine] = CompiledQuery(
    lambda power, day: Routine.objects.filter(queries.granted(day), power=power).order_by("days"),
    power="",
    day=date.min,
)


def routine(power: str, day: date, ended: date) -> Routine | None:
    """The rule by which a power is still used on a day, after what lent it ended; None: it is not."""
    rows = ROUTINES.rows(power=power, day=day)
    for row in rows:
        if row.days is None or day <= ended + timedelta(days=row.days):
            return row
    return None


def days(day: date) -> int | None:
    """For how many days caretakers go on with the routine; None: no provision says so."""
    rows = Routine.objects.filter(queries.granted(day)).exclude(days=None)
    return rows.order_by("-days").values_list("days", flat=True).first()


def last_day(ended: date) -> date | None:
    """Until when the routine goes on, after a term or mandate ran out on a day."""
    found = days(clock.today())
    return ended + timedelta(days=found) if found is not None else None


def without_end(day: date) -> set[int]:
    """Bodies that hold a power which goes on until somebody follows: the people's way to new mandates."""
    powers = Routine.objects.filter(queries.granted(day), days=None).values("power")
    rows = Competence.objects.filter(queries.granted(day), power__in=powers)
    return set(rows.values_list("body", flat=True))


def last_day_of(term: OfficeTerm) -> date | None:
    """Until when somebody goes on after their term: who was sent away only keeps the people's way open."""
    today = clock.today()
    until = None if term.ended_early_on else last_day(term.ends)
    if until is not None and until >= today:
        return until
    return caretaking.FOR_EVER if term.office.body_id in without_end(today) else None


def last_mandate(body: int, day: date) -> Mandate | None:
    """The mandate that ran out last; one that was recalled leaves nothing behind."""
    rows = Mandate.objects.filter(body=body, ends__lt=day, recalled_on=None)
    return rows.order_by("-ends", "-pk").first()


def any_mandate(body: int, day: date) -> Mandate | None:
    """The last mandate, recalled or not: the people's way to a new one stays open even then."""
    rows = Mandate.objects.filter(body=body, starts__lte=day)
    return rows.order_by("-starts", "-pk").first()


def keep_the_way_open(body: Body) -> None:
    """A body by which mandates come from the people is not ended; the charter would have to name another."""
    day = clock.today()
    if body.pk in without_end(day):
        row = Routine.objects.filter(queries.granted(day), days=None).first()
        raise Refused(
            "segregation",
            "needed",
            _("The charter needs this body, so that residents can give new mandates."),
            row.provision_ref if row else "",
        )


def register() -> None:
    """Tell who acts until when after a term."""
    caretaking.last_day_by(last_day_of)
    before_ending(keep_the_way_open)
