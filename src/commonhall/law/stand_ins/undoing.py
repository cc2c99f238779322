"""What becomes of a stand-in when a review undoes the naming."""

from __future__ import annotations

from commonhall.actions.context import Context
from commonhall.actions.undoing import set_aside
from commonhall.law.stand_ins.actions import ended
from commonhall.law.stand_ins.models import StandIn


@set_aside(StandIn)
def stands_in_no_more(ctx: Context, stand_in: StandIn) -> bool:
    """From today nobody stands in by it."""
    if stand_in.ended_on is not None:
        return False
    ended(ctx, stand_in)
    return True
