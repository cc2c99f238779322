"""How bodies keep the duty to answer applications, for the list of their duties."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from commonhall.law import duties
from commonhall.people.bodies.models import Body
from commonhall.services.applications import rules
from commonhall.services.applications.models import WAITING, Application
from commonhall.services.applications.queries import DECIDED
from commonhall.services.services.models import Service


def kept(body: Body, today: date) -> duties.Kept:
    """Answers before or after the law's day."""
    rows = Application.objects.filter(body=body).exclude(due_on=None)
    answered, waiting = Q(state__in=DECIDED), Q(state__in=WAITING)
    found = rows.aggregate(
        in_time=Count("pk", filter=answered & Q(decided_on__lte=F("due_on"))),
        late=Count("pk", filter=answered & Q(decided_on__gt=F("due_on"))),
        waiting=Count("pk", filter=waiting),
        overdue=Count("pk", filter=waiting & Q(due_on__lt=today)),
    )
    return duties.Kept(**found)


def _services() -> list[tuple[str, str]]:
    rows = Service.objects.filter(ended_on=None, applied_for=True).order_by("code")
    return [(one.code, one.name) for one in rows]


def register() -> None:
    duties.measure(rules.ANSWERS, _("Answer applications"), rules.ANSWERS, kept)
    duties.divide(rules.ANSWERS, _services)
    duties.time(rules.REPLY, _("Time to reply to a question about an application"))
    duties.time(rules.KEEP, _("Time until the words of an application are destroyed"))
