"""Votes open, close and are counted on time, whoever is or is not there."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from commonhall.actions.declaration import Action
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.core.timers import every
from commonhall.decisions.votes import voter_keys
from commonhall.decisions.votes.allowing import the_set
from commonhall.decisions.votes.counting_actions import close_election
from commonhall.decisions.votes.models import Election
from commonhall.decisions.votes.opening_actions import begin_election, fix_roll
from commonhall.decisions.votes.tally import destroy, missing, tally, unsigned
from commonhall.people.actors import system

State = Election.State


@every(30)
def open_due() -> int:
    """Fix the roll on its day and open every vote whose hour has come; how many of both."""
    waiting = Election.objects.filter(state=State.SCHEDULED)
    fixed = _each(fix_roll, waiting.filter(roll_last=None, roll_day__lte=clock.today()))
    return fixed + _each(begin_election, waiting.filter(opens_at__lte=clock.now()))


@every(30)
def close_due() -> int:
    """Close every vote whose time is over; how many."""
    rows = Election.objects.filter(state=State.OPEN, closes_at__lte=clock.now())
    return _each(close_election, rows)


@every(300)
def check_envelopes() -> int:
    """Compare the envelopes of every closed vote with those that were cast, so that a fault is seen before the tellers come."""
    closed = Election.objects.filter(state=State.CLOSED).order_by("pk")
    return sum(bool(the_set(election)) for election in closed)


@every(60)
def destroy_keys() -> int:
    """Destroy the key of every vote that is over, where its close was cut short; how many."""
    # A vote that is being opened has its key already, and nobody else sees yet that it opens.
    ended = (State.CLOSED, State.OPENED, State.COUNTED, State.ANNULLED)
    rows = Election.objects.filter(state__in=ended, pk__in=voter_keys.there())
    over = list(rows.values_list("pk", flat=True))
    for vote in over:
        voter_keys.destroy(vote)
    return len(over)


@every(60)
def destroy_envelopes() -> int:
    """Destroy what is left of every vote that was annulled, until nothing is; how many."""
    rows = Election.objects.filter(state=State.ANNULLED, destroyed=False, run=None)
    done = 0
    for election in rows.order_by("pk"):
        destroy(election)
        done += 1
    return done


@every(30)
def count_due() -> int:
    """Count every vote whose tellers have handed in enough; how many."""
    counted, fault = 0, None
    for election in Election.objects.filter(state__in=(State.CLOSED, State.OPENED)).order_by("pk"):
        if election.state == State.CLOSED and (missing(election) or unsigned(election)):
            continue
        if election.waits_for_lot:
            continue
        try:
            tally(election)
            counted += 1
        except Refused as refusal:
            if refusal.code != "wrong-state":
                # A vote that cannot be counted must not keep others from it.
                fault = fault or refusal
    if fault is not None:
        raise fault
    return counted


def _each(action: Action[..., Any], rows: QuerySet[Election]) -> int:
    done = 0
    for election in rows.order_by("pk"):
        try:
            action.perform(system(), election=election)
            done += 1
        except Refused as refusal:
            # Another process was quicker; anything else is a fault worth seeing.
            if refusal.code not in ("wrong-state", "not-due"):
                raise
    return done
