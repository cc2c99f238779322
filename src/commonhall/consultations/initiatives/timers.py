"""Initiatives lapse, and delays are noted, whether or not somebody looks."""

from __future__ import annotations

from typing import Any

from commonhall.actions.declaration import Action
from commonhall.consultations.initiatives.models import Initiative
from commonhall.consultations.initiatives.system_actions import (
    lapse_initiative,
    mark_initiative_overdue,
)
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.core.timers import every
from commonhall.people.actors import system

State = Initiative.State
AT_ONCE = 200


@every(600)
def watch() -> int:
    """Close what nobody can sign any more, and note answers that are late; how many."""
    today, done = clock.today(), 0
    over = Initiative.objects.filter(state=State.OPEN, hidden_for="", closes_on__lt=today)
    for one in over.order_by("closes_on", "pk")[:AT_ONCE]:
        done += _do(lapse_initiative, one)
    late = Initiative.objects.filter(state=State.REACHED, overdue_on=None, due_on__lt=today)
    for one in late.order_by("due_on", "pk")[:AT_ONCE]:
        done += _do(mark_initiative_overdue, one)
    return done


def _do(action: Action[..., Any], initiative: Initiative) -> bool:
    try:
        action.perform(system(), initiative=initiative)
    except Refused as refusal:
        # Another process was quicker; anything else is a fault worth seeing.
        if refusal.code != "wrong-state":
            raise
        return False
    return True
