"""Who stands in for whom, for how long anybody may, and who may not."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from commonhall.core import clock
from commonhall.law import queries
from commonhall.law.instruments.models import Deadline, Provision
from commonhall.law.stand_ins.models import StandIn
from commonhall.people.actors import in_term
from commonhall.people.bodies import caretaking
from commonhall.people.bodies.models import Body, OfficeTerm
from commonhall.people.residents.models import Person

NAME = "name-stand-ins"
# For so many days in a year somebody may be stood in for; for so many a stand-in also votes in the body.
DUTY, VOTES = "stand-in", "stand-in-votes"
# Where no provision says for how long.
DAYS = 90
YEAR = timedelta(days=365)


def longest(day: date) -> tuple[int, str]:
    """For how many days in a year one may be stood in for, and the provision that says so ("": none)."""
    return queries.deadline_days(DUTY, day) or (DAYS, "")


def has_vote(days: int, day: date) -> bool:
    """Does somebody who stands in for so many days vote in the body? Only where the charter itself says so."""
    rows = Deadline.objects.filter(
        queries.granted(day), duty=VOTES, provision__instrument__is_charter=True
    )
    most = rows.order_by("days").values_list("days", flat=True).first()
    return most is not None and days <= most


def days_used(term: OfficeTerm, until: date, besides: int = 0) -> int:
    """On how many days of the year that ends on a day the holder of a term was, or will be, stood in for."""
    first = until - YEAR + timedelta(days=1)
    rows = StandIn.objects.filter(holder=term, ends__gte=first, starts__lte=until)
    used = 0
    for one in rows.exclude(pk=besides).select_related("term"):
        if one.term is None:
            # Not accepted yet: its days are kept for it until it is declined.
            last = one.ends if one.ended_on is None else date.min
        else:
            last = caretaking.ended(one.term)
        used += max(0, (min(last, until) - max(one.starts, first)).days + 1)
    return used


def other_body(person: int, body: int, day: date) -> Body | None:
    """Another body in which somebody holds an office, stands in for one, or goes on after their term."""
    held = OfficeTerm.objects.filter(in_term(day), person=person).exclude(office__body=body)
    found = held.select_related("office__body").order_by("pk").first()
    if found is None:
        last = caretaking.terms_of(person, day)
        found = next((one for one in last if one.office.body_id != body), None)
    return found.office.body if found is not None else None


def taken(term: OfficeTerm, starts: date, ends: date, besides: int = 0) -> bool:
    """Is somebody else named, or standing in, for the same holder within these days?"""
    rows = StandIn.objects.filter(holder=term, starts__lte=ends, ends__gte=starts)
    rows = rows.filter(Q(ended_on=None) | Q(ended_on__gt=starts, term__isnull=False))
    return bool(rows.exclude(pk=besides).exists())


def stand_ins() -> QuerySet[StandIn]:
    return StandIn.objects.select_related(
        "holder__office__body__unit", "holder__person__account", "person__account", "term__person"
    )


def running(day: date) -> QuerySet[StandIn]:
    """Those that hold on a day, begin later, or wait for an answer."""
    stays = Q(holder__ended_early_on=None) | Q(holder__ended_early_on__gt=day)
    return stand_ins().filter(stays, ended_on=None, ends__gte=day)


def for_holder(term: OfficeTerm, day: date) -> list[StandIn]:
    """Who stands in for the holder of a term, or was asked to, the first to come first."""
    rows = stand_ins().filter(holder=term, ended_on=None, ends__gte=day)
    return [one for one in rows.order_by("starts", "pk") if not one.is_over(day)]


def of_person(person: Person) -> list[StandIn]:
    """Of somebody's: those asked of them or that they do, and those for them; the newest first."""
    day = clock.today()
    rows = stand_ins().filter(Q(person=person) | Q(holder__person=person), ended_on=None)
    return [one for one in rows.filter(ends__gte=day).order_by("-pk") if not one.is_over(day)]


def provision_of(day: date) -> str:
    """The provision that says who stands in, for a refusal; "" where none does."""
    rows = Deadline.objects.filter(queries.granted(day), duty=DUTY).order_by("pk")
    found = rows.values_list("provision", flat=True).first()
    return Provision.ref_of(found) if found else ""
