"""What the law sets for panels: the days of answers, votes and follow-ups, and the share a recommendation needs."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from commonhall.decisions.panels import law
from commonhall.decisions.panels.spoken_models import Recommendation
from commonhall.law import duties, thresholds
from commonhall.people.bodies.models import Body


def kept(body: Body, today: date) -> duties.Kept:
    """Recommendations of its panels: answered by the day, afterwards, or not yet."""
    done, timely = Q(answered_on__isnull=False), Q(answered_on__lte=F("due_on"))
    rows = Recommendation.objects.filter(panel__body=body, due_on__isnull=False)
    found = rows.aggregate(
        in_time=Count("pk", filter=done & timely),
        late=Count("pk", filter=done & ~timely),
        waiting=Count("pk", filter=~done),
        overdue=Count("pk", filter=~done & Q(due_on__lt=today)),
    )
    return duties.Kept(**found)


def register() -> None:
    duties.measure(law.ANSWER, _("Answer the recommendations of panels"), law.ANSWERS, kept)
    duties.time(law.VOTE, _("Time to vote on a panel's recommendation"))
    duties.time(law.FOLLOW_UP, _("Time until a body tells what became of a recommendation"))
    thresholds.matter(law.SHARE, _("A recommendation of a panel"))
