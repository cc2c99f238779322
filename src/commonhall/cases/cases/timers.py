"""Days that bodies miss are put on the record, whether or not somebody looks."""

from __future__ import annotations

from commonhall.cases.cases.models import Case, late, unmarked
from commonhall.cases.cases.queries import complete
from commonhall.cases.cases.state_actions import mark_late
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.core.timers import every
from commonhall.people.actors import system

# So many in one turn: a hall that begins with many late cases goes through them turn by turn.
AT_ONCE = 200


@every(600)
def watch() -> int:
    """Mark what has become late; how many."""
    done = 0
    for case in _due():
        try:
            mark_late.perform(system(), case=case)
        except Refused as refusal:
            # Another process was quicker; anything else is a fault worth seeing.
            if refusal.code != "wrong-state":
                raise
        else:
            done += 1
    return done


def _due() -> list[Case]:
    rows = complete().filter(late(clock.today()), reported=False).filter(unmarked())
    return list(rows.order_by("next_on", "pk")[:AT_ONCE])
