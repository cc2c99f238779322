"""Pairs end on their last day, whether or not somebody looks."""

from __future__ import annotations

from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.core.timers import every
from commonhall.delivery.mentoring import queries
from commonhall.delivery.mentoring.deciding_actions import end_mentoring_by_day
from commonhall.people.actors import system

AT_ONCE = 200


@every(3600)
def end_pairs() -> int:
    """End those whose last day is past; how many."""
    done = 0
    for pair in queries.over(clock.today())[:AT_ONCE]:
        try:
            end_mentoring_by_day.perform(system(), pair=pair)
        except Refused as refusal:
            # Another process was quicker; anything else is a fault worth seeing.
            if refusal.code != "wrong-state":
                raise
        else:
            done += 1
    return done
