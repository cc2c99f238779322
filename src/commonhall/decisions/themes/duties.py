"""The days in which themes are chosen, and how bodies keep the duty to say what they do about one."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from commonhall.decisions.themes.actions import LEAD, NOMINATE, PLAN, RANK
from commonhall.decisions.themes.models import ThemeRound
from commonhall.law import duties
from commonhall.people.bodies.models import Body


def kept(body: Body, today: date) -> duties.Kept:
    """Plans for themes: given by their day, afterwards, or not yet."""
    waits = Q(planned_on=None)
    rows = ThemeRound.objects.filter(body=body, due_on__isnull=False)
    found = rows.aggregate(
        in_time=Count("pk", filter=Q(planned_on__lte=F("due_on"))),
        late=Count("pk", filter=Q(planned_on__gt=F("due_on"))),
        waiting=Count("pk", filter=waits),
        overdue=Count("pk", filter=waits & Q(due_on__lt=today)),
    )
    return duties.Kept(**found)


def register() -> None:
    duties.time(NOMINATE, _("Time to nominate themes"))
    duties.time(RANK, _("Time to put themes in order"))
    duties.measure(PLAN, _("Say what is done about a chosen theme"), LEAD, kept)
