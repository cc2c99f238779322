"""Who was elected to a second office chooses in time, or it goes on without them."""

from __future__ import annotations

from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.core.timers import every
from commonhall.people.actors import system
from commonhall.people.invitations.actions import lapse_invitation
from commonhall.people.invitations.models import Invitation


@every(3600)
def lapse_invitations() -> int:
    """End every invitation whose days to choose are over; how many."""
    done = 0
    late = Invitation.objects.filter(term=None, ended_on=None, choose_by__lt=clock.today())
    for one in late.select_related("office__body").order_by("pk"):
        try:
            lapse_invitation.perform(system(), one)
            done += 1
        except Refused as refusal:
            # Another process was quicker; anything else is a fault worth seeing.
            if refusal.code != "wrong-state":
                raise
    return done
