"""Functions go back when the notice has run, whether or not somebody looks."""

from __future__ import annotations

from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.core.timers import every
from commonhall.delivery.functions.hand_back_actions import end_notice
from commonhall.delivery.functions.models import Transfer
from commonhall.people.actors import system

AT_ONCE = 200


@every(600)
def return_functions() -> int:
    """Return what is due; how many."""
    done = 0
    rows = Transfer.objects.filter(returned_on=None, hand_back_on__lte=clock.today())
    for transfer in rows.order_by("pk")[:AT_ONCE]:
        try:
            end_notice.perform(system(), transfer=transfer)
        except Refused as refusal:
            # Another process was quicker; anything else is a fault worth seeing.
            if refusal.code != "wrong-state":
                raise
        else:
            done += 1
    return done
