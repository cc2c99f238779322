"""Calls close at their hour, whether or not somebody looks."""

from __future__ import annotations

from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.core.timers import every
from commonhall.delivery.calls.models import Call
from commonhall.delivery.calls.opening_actions import close_call
from commonhall.people.actors import system

AT_ONCE = 200


@every(60)
def close_calls() -> int:
    """Close what is due; how many."""
    done = 0
    rows = Call.objects.filter(state=Call.State.OPEN, closes_at__lte=clock.now())
    for call in rows.order_by("closes_at", "pk")[:AT_ONCE]:
        try:
            close_call.perform(system(), call=call)
        except Refused as refusal:
            # Another process was quicker; anything else is a fault worth seeing.
            if refusal.code != "wrong-state":
                raise
        else:
            done += 1
    return done
