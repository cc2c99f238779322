"""What an appeal stops beyond the acts of offices: a result that would give offices, whoever confirms it.

Nothing stops it for ever. An appeal that is late, one that was sent back and is not decided again, and one that is with a court
stop it for so many days and no longer: who is elected then takes office, and a verdict still takes it back.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions import registry
from commonhall.core.refusals import Refused
from commonhall.law import queries
from commonhall.law.appeals.models import Appeal, Suspension
from commonhall.law.instruments.models import Provision
from commonhall.law.results.models import PeoplesResult

# For so many days a result waits for a court, or for whoever decides too late; and where no provision says so.
DUTY, DAYS = "stop-result", 45
RESULT = PeoplesResult.ref_of(0).removesuffix("0")


def days(day: date) -> int:
    """For how many days a result waits beyond what the law gives to decide."""
    found = queries.deadline_days(DUTY, day)
    return found[0] if found else DAYS


def before_a_court(day: date) -> Q:
    """With a court or an ombudsman, with evidence of it, not decided there, and within the days for which it stops a result.

    What was annulled here is undone already.
    """
    there = Q(court_decided_on=None, court_denied_on=None, court_stops_until__gte=day)
    return there & ~Q(court="") & ~Q(state=Appeal.State.GRANTED)


def waits_here(day: date) -> Q:
    """Not decided here, or sent back and not decided again, and late by no more than these days."""
    since = day - timedelta(days=days(day))
    undecided = Q(due_on__gte=since) | Q(due_on=None, at__gte=_begins(since))
    return Q(state=Appeal.State.WAITING) & undecided | Q(anew_by__gte=since, anew_on=None)


def _begins(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def is_over(row: Appeal, day: date) -> bool:
    """Does an appeal about a result no longer stop it, because whoever decides it is too late?"""
    if not row.about.startswith(RESULT):
        return False
    last = row.due_on or timezone.localdate(row.at)
    return day > last + timedelta(days=days(day))


def check(refs: Iterable[str], day: date) -> None:
    """Raises `Refused` where an appeal about one of these is open here or before a court, and a provision lets it suspend."""
    waits = waits_here(day) & Q(state=Appeal.State.WAITING, suspended=True)
    rows = Appeal.objects.filter(waits | before_a_court(day), about__in=list(refs))
    for row in rows.order_by("pk"):
        law = row.suspension_id or _suspends(row, day)
        if law is not None:
            raise Refused(
                "state",
                "appealed",
                _(
                    "Appeal number %(number)d against this is not decided yet. It gives no offices until then."
                )
                % {"number": row.pk},
                Provision.ref_of(law),
            )


def _suspends(row: Appeal, day: date) -> int | None:
    """The provision that lets appeals against such an act suspend."""
    action = registry.actions().get(row.action)
    rows = Suspension.objects.filter(queries.granted(day), power=action.power if action else "")
    return rows.order_by("pk").values_list("provision", flat=True).first()
