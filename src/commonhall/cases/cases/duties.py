"""How bodies keep the duty to answer cases, for the list of their duties."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, DateField, F, OuterRef, Q, Subquery
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from commonhall.cases.cases.models import Answer, Case
from commonhall.law import duties
from commonhall.people.bodies.models import Body


def kept(body: Body, today: date) -> duties.Kept:
    """First answers before or after the law's day, by the body that answers for the case now."""
    first = Answer.objects.filter(case=OuterRef("pk"), kind__in=("answer", "done")).order_by("at")
    rows = Case.objects.filter(body=body, reported=False).exclude(due_on=None)
    rows = rows.annotate(
        said=Subquery(
            first.annotate(day=TruncDate("at")).values("day")[:1], output_field=DateField()
        )
    )
    answered = Q(said__isnull=False)
    found = rows.aggregate(
        in_time=Count("pk", filter=answered & Q(said__lte=F("due_on"))),
        late=Count("pk", filter=answered & Q(said__gt=F("due_on"))),
        waiting=Count("pk", filter=~answered & Q(state=Case.State.OPEN)),
        overdue=Count("pk", filter=~answered & Q(state=Case.State.OPEN, due_on__lt=today)),
    )
    return duties.Kept(**found)


def register() -> None:
    duties.measure("answer-cases", _("Answer cases"), "answer-cases", kept)
