"""What becomes of what was made here when a review undoes it."""

from __future__ import annotations

from typing import Any

from commonhall.actions.context import Context
from commonhall.actions.undoing import rests, set_aside
from commonhall.disputes.between_bodies.models import BodyDispute, Duty
from commonhall.disputes.mediators.models import Mediator
from commonhall.disputes.ways_on.models import WayOn
from commonhall.law.promises import ledger


@set_aside(Mediator)
def off_the_roll(ctx: Context, mediator: Mediator) -> bool:
    return _ended(ctx, mediator)


@set_aside(WayOn)
def off_the_list(ctx: Context, way: WayOn) -> bool:
    return _ended(ctx, way)


@set_aside(BodyDispute)
def not_before_arbiter(ctx: Context, dispute: BodyDispute) -> bool:
    return _ended(ctx, dispute)


@set_aside(Duty)
def not_owed(ctx: Context, duty: Duty) -> bool:
    """Nobody has to do it any more; a day that was broken stays broken."""
    if duty.done_on is not None:
        return False
    ledger.withdraw(ctx, duty)
    duty.done_on = ctx.today
    return True


@rests(BodyDispute)
def on_a_decision(dispute: Any) -> list[str]:
    return [one.ref for one in dispute.duties.order_by("pk")]


def _ended(ctx: Context, thing: Any) -> bool:
    if thing.ended_on is not None:
        return False
    thing.ended_on = ctx.today
    return True
