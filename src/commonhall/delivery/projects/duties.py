"""What the law sets for projects of residents: the day of the answer, and how many the group must be."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from commonhall.delivery.projects import law
from commonhall.delivery.projects.models import Project
from commonhall.law import duties, thresholds
from commonhall.people.bodies.models import Body


def kept(body: Body, today: date) -> duties.Kept:
    """Projects for which a group asked: answered by the day, afterwards, or not yet."""
    done = Q(answered_on__isnull=False)
    timely = Q(due_on=None) | Q(answered_on__lte=F("due_on"))
    rows = Project.objects.filter(body=body, asked_on__isnull=False)
    rows = rows.exclude(state=Project.State.GIVEN_UP, answered_on=None)
    found = rows.aggregate(
        in_time=Count("pk", filter=done & timely),
        late=Count("pk", filter=done & ~timely),
        waiting=Count("pk", filter=~done),
        overdue=Count("pk", filter=~done & Q(due_on__lt=today)),
    )
    return duties.Kept(**found)


def register() -> None:
    duties.measure(law.ANSWER, _("Answer groups that ask for a project"), law.AGREE, kept)
    thresholds.matter(law.GROUP, _("The group of a project that residents run"), group=True)
