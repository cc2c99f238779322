"""How bodies keep the duty to answer requests for functions, and the days of the law for carriers."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from commonhall.delivery.functions.hand_back_actions import NOTICE
from commonhall.delivery.functions.models import FunctionRequest
from commonhall.delivery.functions.request_actions import ANSWER
from commonhall.law import duties
from commonhall.people.bodies.models import Body


def kept(body: Body, today: date) -> duties.Kept:
    """Requests answered by their day, afterwards, or not yet."""
    done, waiting = Q(answered_on__isnull=False), Q(state=FunctionRequest.State.WAITING)
    in_time = Q(due_on=None) | Q(answered_on__lte=F("due_on"))
    found = FunctionRequest.objects.filter(body=body).aggregate(
        in_time=Count("pk", filter=done & in_time),
        late=Count("pk", filter=done & ~in_time),
        waiting=Count("pk", filter=waiting),
        overdue=Count("pk", filter=waiting & Q(due_on__lt=today)),
    )
    return duties.Kept(**found)


def register() -> None:
    duties.measure(ANSWER, _("Answer requests for functions"), "answer-function-requests", kept)
    duties.time(NOTICE, _("Notice of an organisation that hands a function back"), "organisation")
