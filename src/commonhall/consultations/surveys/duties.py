"""The duty to say what follows from a survey of residents drawn by lot."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.surveys.models import Survey
from commonhall.consultations.surveys.result_actions import ANSWER
from commonhall.law import duties
from commonhall.people.bodies.models import Body


def kept(body: Body, today: date) -> duties.Kept:
    """Surveys of a body: answered by the day, afterwards, or not yet."""
    done, timely = Q(answered_on__isnull=False), Q(answered_on__lte=F("due_on"))
    rows = Survey.objects.filter(body=body, due_on__isnull=False)
    found = rows.aggregate(
        in_time=Count("pk", filter=done & timely),
        late=Count("pk", filter=done & ~timely),
        waiting=Count("pk", filter=~done),
        overdue=Count("pk", filter=~done & Q(due_on__lt=today)),
    )
    return duties.Kept(**found)


def register() -> None:
    duties.measure(ANSWER, _("Answer the results of surveys by lot"), "hold-surveys", kept)
