"""Days the law sets for initiatives: to sign them, and to answer; a kind may have its own."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.initiatives import kinds
from commonhall.consultations.initiatives.models import Initiative
from commonhall.law import duties, thresholds
from commonhall.people.bodies.models import Body


def kept(body: Body, today: date) -> duties.Kept:
    """Initiatives that reached their number: answered by the day, afterwards, or not yet."""
    done = Q(decided_at__isnull=False)
    timely = Q(due_on=None) | Q(day__lte=F("due_on"))
    rows = Initiative.objects.filter(body=body, reached_on__isnull=False)
    found = rows.annotate(day=TruncDate("decided_at")).aggregate(
        in_time=Count("pk", filter=done & timely),
        late=Count("pk", filter=done & ~timely),
        waiting=Count("pk", filter=~done),
        overdue=Count("pk", filter=~done & Q(due_on__lt=today)),
    )
    return duties.Kept(**found)


def register() -> None:
    duties.time(kinds.SIGN, _("Time to sign an initiative"))
    duties.measure(kinds.ANSWER, _("Answer initiatives"), kinds.ANSWERS, kept)
    for duty in (kinds.SIGN, kinds.ANSWER):
        duties.divide(duty, kinds.labels, in_charters=True)
    for kind, label in kinds.labels():
        thresholds.matter(f"{kinds.MATTER}{kind}", label)
