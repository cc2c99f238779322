"""Days the law sets for plan books: how long people are asked, and until when they are answered."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from commonhall.delivery.plan_books import law
from commonhall.delivery.plan_books.models import BookAmendment
from commonhall.law import duties
from commonhall.people.bodies.models import Body

State = BookAmendment.State


def kept(body: Body, today: date) -> duties.Kept:
    """Amendments that wait or were answered: by the day, afterwards, or not yet."""
    done = Q(state__in=(State.TAKEN_UP, State.REFUSED))
    timely = Q(due_on=None) | Q(answered_on__lte=F("due_on"))
    rows = BookAmendment.objects.filter(book__body=body).exclude(state=State.WITHDRAWN)
    found = rows.aggregate(
        in_time=Count("pk", filter=done & timely),
        late=Count("pk", filter=done & ~timely),
        waiting=Count("pk", filter=~done),
        overdue=Count("pk", filter=~done & Q(due_on__lt=today)),
    )
    return duties.Kept(**found)


def register() -> None:
    duties.time(law.CONSULT, _("Time to propose amendments to a plan book"))
    duties.measure(law.ANSWER, _("Answer amendments to plan books"), law.WRITE, kept)
