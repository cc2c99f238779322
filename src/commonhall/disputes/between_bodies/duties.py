"""How arbiters keep their days."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from commonhall.disputes.between_bodies.actions import DECIDES
from commonhall.disputes.between_bodies.models import BodyDispute
from commonhall.law import duties
from commonhall.people.bodies.models import Body


def kept(body: Body, today: date) -> duties.Kept:
    """Disputes that a body decided; those that wait are owed by every body that may decide and is no side."""
    waits = Q(decided_on=None, ended_on=None) & ~Q(body=body) & ~Q(claimant=body)
    timely = Q(due_on=None) | Q(decided_on__lte=F("due_on"))
    found = BodyDispute.objects.filter(Q(decided_by=body) | waits).aggregate(
        in_time=Count("pk", filter=Q(decided_by=body) & timely),
        late=Count("pk", filter=Q(decided_by=body) & ~timely),
        waiting=Count("pk", filter=waits),
        overdue=Count("pk", filter=waits & Q(due_on__lt=today)),
    )
    return duties.Kept(**found)


def register() -> None:
    duties.measure(DECIDES, _("Decide between bodies"), DECIDES, kept)
    duties.time("answer-invitation", _("Time to accept or refuse mediation"))
    duties.time("strike-mediators", _("Time to strike names of mediators"))
    duties.time("follow-up-dispute", _("Time until both sides are asked whether an agreement held"))
    duties.time("keep-dispute-words", _("Time for which words of a dispute are kept"))
