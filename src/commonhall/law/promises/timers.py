"""Promises break, and silence about them is told, whether or not somebody looks."""

from __future__ import annotations

from typing import Any

from commonhall.actions.declaration import Action
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.core.timers import every
from commonhall.law.promises.actions import COUNCIL, escalate_promise, mark_broken
from commonhall.law.promises.models import Promise
from commonhall.law.promises.queries import OPEN
from commonhall.people.actors import system

# So many in one turn: a hall that begins with many goes through them turn by turn.
AT_ONCE = 200


@every(600)
def watch() -> int:
    """Note what is broken, and who stays silent; how many."""
    today, done = clock.today(), 0
    broken = Promise.objects.filter(OPEN, first_on__lt=today, broken_on=None)
    for promise in broken.order_by("first_on", "pk")[:AT_ONCE]:
        done += _do(mark_broken, promise)
    silent = Promise.objects.filter(
        tell_on__lt=today, said_on=None, broken_on__isnull=False, escalated__lt=COUNCIL
    )
    for promise in silent.select_related("body").order_by("tell_on", "pk")[:AT_ONCE]:
        done += _do(escalate_promise, promise)
    return done


def _do(action: Action[..., Any], promise: Promise) -> bool:
    try:
        action.perform(system(), promise=promise)
    except Refused as refusal:
        # Another process was quicker; anything else is a fault worth seeing.
        if refusal.code != "wrong-state":
            raise
        return False
    return True
