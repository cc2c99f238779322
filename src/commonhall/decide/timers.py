"""Votes close and lotteries are drawn on time, whoever is or is not there."""

from __future__ import annotations

from typing import Any

from commonhall.acts import clock
from commonhall.acts.gate import Act
from commonhall.acts.refusals import Refused
from commonhall.acts.timers import every
from commonhall.decide import draw_acts, lotteries, queries
from commonhall.decide.acts import close_election
from commonhall.decide.jobs import work_out_chances
from commonhall.decide.models import Election, Lottery, Ticket
from commonhall.people.actors import system


@every(30)
def close_due() -> int:
    """Close every vote whose time is over; how many."""
    closed = 0
    for election in Election.objects.filter(
        state=Election.State.OPEN, closes_at__lte=clock.now()
    ).order_by("pk"):
        try:
            close_election.perform(system(), election=election)
            closed += 1
        except Refused as refusal:
            # Another process was quicker; anything else is a fault worth seeing.
            if refusal.code != "wrong-state":
                raise
    return closed


@every(30)
def draw_due() -> int:
    """Freeze lists whose time is over, draw where the seed is known, pass on what nobody answered."""
    rows, states, now = Lottery.objects.order_by("pk"), Lottery.State, clock.now()
    done = sum(
        _try(lotteries.close_lottery, one)
        for one in rows.filter(state=states.OPEN, closes_at__lte=now)
    )
    done += sum(
        _try(draw_acts.draw_lottery, one)
        for one in rows.filter(state=states.READY)
        if one.seed or one.source != Lottery.Source.PUBLIC
        if one.source != Lottery.Source.RECORD or queries.seed_checkpoint(one)
    )
    late = Ticket.objects.filter(state=Ticket.State.DRAWN, answer_by__lt=now)
    waiting = rows.filter(state=states.DRAWN, tickets__in=late).distinct()
    return done + sum(_try(draw_acts.lapse_tickets, one) for one in waiting)


@every(3600)
def chances_due() -> int:
    """Ask again for chances that no worker brought; how many. Harmless to repeat."""
    waiting = Lottery.objects.filter(state=Lottery.State.CLOSED).order_by("pk")
    for lottery in waiting:
        work_out_chances.enqueue(lottery.pk)
    return len(waiting)


def _try(act: Act[Any], lottery: Lottery) -> bool:
    try:
        act.perform(system(), lottery=lottery)
    except Refused as refusal:
        # Another process was quicker; a repealed provision is a fault worth seeing.
        if refusal.code != "wrong-state":
            raise
        return False
    return True
