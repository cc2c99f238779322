"""How bodies keep the duty to answer cases, for the list of their duties."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, DateField, F, OuterRef, Q, Subquery
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from commonhall.cases.cases.models import ELSEWHERE, Answer, Case
from commonhall.cases.categories.queries import categories
from commonhall.law import duties
from commonhall.people.bodies.models import Body

# What answers a case; a question back or sending it to others does not.
ANSWERING = ("answer", "planned", "partly", "cannot", "done")


def kept(body: Body, today: date) -> duties.Kept:
    """First answers before or after the law's day, by the body that answers for the case now."""
    first = Answer.objects.filter(case=OuterRef("pk"), kind__in=ANSWERING).order_by("at")
    rows = Case.objects.filter(body=body, reported=False).exclude(due_on=None)
    rows = rows.annotate(
        said=Subquery(
            first.annotate(day=TruncDate("at")).values("day")[:1], output_field=DateField()
        )
    )
    answered = Q(said__isnull=False)
    unanswered = Q(state=Case.State.OPEN) | Q(state__in=ELSEWHERE, before=Case.State.OPEN)
    found = rows.aggregate(
        in_time=Count("pk", filter=answered & Q(said__lte=F("due_on"))),
        late=Count("pk", filter=answered & Q(said__gt=F("due_on"))),
        waiting=Count("pk", filter=~answered & unanswered),
        overdue=Count("pk", filter=~answered & unanswered & Q(due_on__lt=today)),
    )
    return duties.Kept(**found)


def register() -> None:
    duties.measure("answer-cases", _("Answer cases"), "answer-cases", kept)
    duties.divide("answer-cases", lambda: [(one.code, one.name) for one in categories()])
    duties.time("reply-to-question", _("Time to reply to a question about your case"))
