"""Those elected hold their offices as soon as nobody can object any more, whoever is or is not there."""

from __future__ import annotations

from commonhall.core.refusals import Refused
from commonhall.core.timers import every
from commonhall.decisions.seats import queries
from commonhall.decisions.seats.seating_actions import fill_list_seat, seat_elected
from commonhall.people.actors import system


@every(300)
def seat_due() -> int:
    """Give the offices of every election whose days of objection are over; how many elections."""
    done = 0
    for one in queries.due():
        # What waits for an appeal is asked quietly: an attempt would be on the record each time.
        if not seat_elected.check(system(), one.election):
            continue
        try:
            seat_elected.perform(system(), one.election)
            done += 1
        except Refused as refusal:
            # Another process was quicker; anything else is a fault worth seeing.
            if refusal.code != "seated":
                raise
    return done


@every(3600)
def fill_list_seats() -> int:
    """Give every empty seat of a list to the next of it; how many seats."""
    done = 0
    for one in queries.of_lists_seated():
        if not queries.vacated(one):
            continue
        while fill_list_seat.check(system(), one.election):
            fill_list_seat.perform(system(), one.election)
            done += 1
    return done
