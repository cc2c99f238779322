"""What many actions do to a dispute: end it, count its days, keep its people off the record."""

from __future__ import annotations

from datetime import timedelta

from commonhall.actions.context import Context
from commonhall.disputes.disputes.models import Dispute
from commonhall.law.queries import deadline_days

KEEP = "keep-dispute-words"
KEEP_DAYS = 730


def unnamed(ctx: Context) -> None:
    """Nothing ties this entry to the person: who takes part in a dispute is told by no log and no backup."""
    ctx.forget_actor = True


def end(ctx: Context, dispute: Dispute, state: str) -> None:
    """It ends here, and from here its words are kept for the days of the provision. The caller saves."""
    dispute.state, dispute.ended_on = state, ctx.today
    keep_until(ctx, dispute)


def keep_until(ctx: Context, dispute: Dispute) -> None:
    found = deadline_days(KEEP, ctx.today)
    dispute.words_until = ctx.today + timedelta(days=found[0] if found else KEEP_DAYS)
