"""Votes close and lotteries are drawn on time, whoever is or is not there."""

from __future__ import annotations

from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.core.timers import every
from commonhall.decisions.votes.actions import close_election
from commonhall.decisions.votes.models import Election
from commonhall.people.actors import system


@every(30)
def close_due() -> int:
    """Close every vote whose time is over; how many."""
    closed = 0
    for election in Election.objects.filter(
        state=Election.State.OPEN, closes_at__lte=clock.now()
    ).order_by("pk"):
        try:
            close_election.perform(system(), election=election)
            closed += 1
        except Refused as refusal:
            # Another process was quicker; anything else is a fault worth seeing.
            if refusal.code != "wrong-state":
                raise
    return closed
