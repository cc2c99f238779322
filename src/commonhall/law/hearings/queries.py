"""Who reviews, and whether they were heard."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from commonhall.law import queries
from commonhall.law.entries import REVIEW
from commonhall.law.hearings.models import Hearing
from commonhall.law.instruments.models import Competence
from commonhall.law.segregation.models import Reviewing

# The days for the reviewer's word where no provision sets the duty.
DUTY, DAYS = "hear-reviewer", 14
# A hearing counts for so long after its last day.
GOOD_FOR = timedelta(days=90)


def provision_of_review(body: int, day: date) -> int | None:
    """The provision by which a body reviews others; None where it reviews nobody."""
    rows = Competence.objects.filter(queries.granted(day), body=body, power=REVIEW)
    found = rows.order_by("pk").values_list("provision", flat=True).first()
    if found is None:
        others = Reviewing.objects.filter(queries.granted(day), reviewer=body)
        found = others.order_by("pk").values_list("provision", flat=True).first()
    return found


def days(day: date) -> int:
    """How many days a reviewer has to answer."""
    found = queries.deadline_days(DUTY, day)
    return found[0] if found else DAYS


def was_heard(body: int, by: int, term: int | None, day: date) -> bool:
    """Did this body open a hearing of that term, or of the body's mandate, that is over and still counts?"""
    rows = Hearing.objects.filter(body=body, by_body=by, term=term, struck_on=None)
    rows = rows.filter(until__gte=day - GOOD_FOR)
    return rows.filter(Q(until__lt=day) | Q(answered_on__isnull=False)).exists()


def hearings(body: int) -> QuerySet[Hearing]:
    """The hearings of a body, the newest first."""
    return (
        Hearing.objects.filter(body=body).select_related("by_body", "term__office").order_by("-pk")
    )
