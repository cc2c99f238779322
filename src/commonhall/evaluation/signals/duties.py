"""How bodies keep the duty to answer early warnings."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from commonhall.evaluation.signals.models import Signal
from commonhall.evaluation.signals.queries import DUTY, POWER
from commonhall.law import duties
from commonhall.people.bodies.models import Body
from commonhall.ui import hall


def kept(body: Body, today: date) -> duties.Kept:
    """Warnings answered by their day, afterwards, or not yet."""
    waits = Q(state=Signal.State.WAITING)
    rows = Signal.objects.filter(body=body, due_on__isnull=False).annotate(
        answered_on=TruncDate("answered_at", tzinfo=ZoneInfo(hall.time_zone()))
    )
    found = rows.aggregate(
        in_time=Count("pk", filter=~waits & Q(answered_on__lte=F("due_on"))),
        late=Count("pk", filter=~waits & Q(answered_on__gt=F("due_on"))),
        waiting=Count("pk", filter=waits),
        overdue=Count("pk", filter=waits & Q(due_on__lt=today)),
    )
    return duties.Kept(**found)


def register() -> None:
    duties.measure(DUTY, _("Answer early warnings"), POWER, kept)
