"""An urgent decision lapses on its day, whether or not somebody looks."""

from __future__ import annotations

from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.core.timers import every
from commonhall.decisions.urgent import queries
from commonhall.decisions.urgent.actions import lapse_urgent
from commonhall.decisions.urgent.models import UrgentDecision
from commonhall.people.actors import system


@every(600)
def lapse_due() -> int:
    """Undo what no body confirmed in time; how many."""
    done = 0
    rows = queries.urgents().filter(
        state=UrgentDecision.State.IN_FORCE, confirm_by__lt=clock.today()
    )
    for urgent in rows.order_by("pk"):
        try:
            lapse_urgent.perform(system(), motion=urgent.motion)
            done += 1
        except Refused as refusal:
            # Another process was quicker; anything else is a fault worth seeing.
            if refusal.code != "wrong-state":
                raise
    return done
