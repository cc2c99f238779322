"""What happens to lotteries by the clock."""

from __future__ import annotations

from typing import Any

from commonhall.actions.declaration import Action
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.core.timers import every
from commonhall.decisions.lotteries import actions, draw_actions, seed_actions
from commonhall.decisions.lotteries.jobs import work_out_chances
from commonhall.decisions.lotteries.models import Lottery, Ticket
from commonhall.people.actors import system


@every(30)
def draw_due() -> int:
    """Freeze lists whose time is over, draw where the seed is known, pass on what nobody answered."""
    rows, states, now = Lottery.objects.order_by("pk"), Lottery.State, clock.now()
    done = sum(
        _try(actions.close_lottery, one)
        for one in rows.filter(state=states.OPEN, closes_at__lte=now)
    )
    done += sum(
        _try(draw_actions.draw_lottery, one)
        for one in rows.filter(state=states.READY)
        if one.seed or one.source == Lottery.Source.NONE
    )
    late = Ticket.objects.filter(state=Ticket.State.DRAWN, answer_by__lt=now)
    waiting = rows.filter(state=states.DRAWN, tickets__in=late).distinct()
    return done + sum(_try(draw_actions.lapse_tickets, one) for one in waiting)


@every(600)
def numbers_missing() -> int:
    """Say in public where the numbers that decide have been known for hours and nobody entered them; how many."""
    waiting = Lottery.objects.filter(state=Lottery.State.READY, seed="", missing_since=None)
    late = clock.now() - seed_actions.PATIENCE
    return sum(
        _try(seed_actions.report_missing_numbers, one)
        for one in waiting.order_by("pk")
        if one.due_at is not None and one.due_at <= late
    )


@every(3600)
def chances_due() -> int:
    """Ask again for chances that no worker brought; how many. Harmless to repeat."""
    waiting = Lottery.objects.filter(state=Lottery.State.CLOSED).order_by("pk")
    for lottery in waiting:
        work_out_chances.enqueue(lottery.pk)
    return len(waiting)


def _try(action: Action[..., Any], lottery: Lottery) -> bool:
    try:
        action.perform(system(), lottery=lottery)
    except Refused as refusal:
        # Another process was quicker; a repealed provision is a fault worth seeing.
        if refusal.code != "wrong-state":
            raise
        return False
    return True
