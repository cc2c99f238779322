"""What becomes of a hearing when a review undoes its opening."""

from __future__ import annotations

from commonhall.actions.context import Context
from commonhall.actions.undoing import set_aside
from commonhall.law.hearings.models import Hearing


@set_aside(Hearing)
def struck(ctx: Context, hearing: Hearing) -> bool:
    """It counts for nothing, and stays visible."""
    if hearing.struck_on is not None:
        return False
    hearing.struck_on = ctx.today
    return True
