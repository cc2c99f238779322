"""Recognitions end, and organisations are told before, whether or not somebody looks."""

from __future__ import annotations

from datetime import date
from typing import Any

from commonhall.actions.declaration import Action
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.core.timers import every
from commonhall.law.recognitions import queries
from commonhall.law.recognitions.actions import end_recognition, tell_recognition_ends
from commonhall.law.recognitions.models import TOLD, Recognition
from commonhall.people.actors import system

# So many in one turn.
AT_ONCE = 200


@every(3600)
def watch() -> int:
    """End those whose last day is past, and tell those that end soon; how many."""
    today = clock.today()
    done = sum(_do(end_recognition, one) for one in queries.over(today)[:AT_ONCE])
    return done + sum(_do(tell_recognition_ends, one) for one in _soon(today))


def _soon(today: date) -> list[Recognition]:
    rows = queries.running().filter(until__lte=today + TOLD, until__gte=today, told_on=None)
    return list(rows[:AT_ONCE])


def _do(action: Action[..., Any], recognition: Recognition) -> bool:
    try:
        action.perform(system(), recognition=recognition)
    except Refused as refusal:
        # Another process was quicker; anything else is a fault worth seeing.
        if refusal.code != "wrong-state":
            raise
        return False
    return True
