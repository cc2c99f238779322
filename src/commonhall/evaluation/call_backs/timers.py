"""By the clock: a week into each month, the last month's finished cases are named for the lot; calls end by their day."""

from __future__ import annotations

from datetime import timedelta

from commonhall.core import clock
from commonhall.core.timers import every
from commonhall.evaluation.call_backs import queries
from commonhall.evaluation.call_backs.actions import begin_call_backs, close_call_backs
from commonhall.evaluation.call_backs.models import CallBackRound
from commonhall.people.actors import system

# People have a week to say by themselves how it went.
FROM_DAY = 8


@every(3600)
def begin() -> int:
    """Begin the round of the last month, where the law names a body that calls; how many began."""
    today = clock.today()
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    known = CallBackRound.objects.filter(month=month).exists()
    if today.day < FROM_DAY or known or not queries.anybody_calls():
        return 0
    begin_call_backs.perform(system(), month=month)
    return 1


@every(3600)
def close() -> int:
    """Close rounds whose calls are all made, or whose day is over; how many."""
    closed = 0
    for one in CallBackRound.objects.filter(state=CallBackRound.State.DRAWN).order_by("month"):
        if queries.is_over(one):
            close_call_backs.perform(system(), one)
            closed += 1
    return closed
