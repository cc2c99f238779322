"""What a review's verdict does here: a decision or a vote that cannot stand is annulled with it."""

from __future__ import annotations

from typing import Any

from commonhall.actions.context import Context
from commonhall.actions.subscriptions import on
from commonhall.core import refs
from commonhall.decisions.motions.actions import annul_motion
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.votes.counting_actions import annul_election
from commonhall.decisions.votes.models import Election
from commonhall.law.appeals.models import Appeal

# The acts whose annulment annuls the thing itself, and the states it can be annulled in.
DECIDING = ("decisions.conclude_motion",)
HOLDING = ("decisions.open_election", "decisions.close_election", "decisions.count_election")
STANDING = (Election.State.OPEN, Election.State.CLOSED, Election.State.COUNTED)


@on("law.decide_appeal")
def annul_on_appeal(ctx: Context, result: Appeal, arguments: dict[str, Any]) -> None:
    """Annul in the same transaction, as the reviewer's own act: their competence is judged for it, too."""
    kind, number = refs.split(result.about)
    if result.state != Appeal.State.GRANTED:
        return
    if kind == Motion._meta.label_lower and result.action in DECIDING:
        motion = Motion.objects.get(pk=number)
        if motion.state == Motion.State.PASSED:
            ctx.perform(annul_motion, motion=motion)
            ctx.link(result, motion, "annulled")
    elif kind == Election._meta.label_lower and result.action in HOLDING:
        election = Election.objects.get(pk=number)
        if election.state in STANDING:
            ctx.perform(annul_election, election=election)
            ctx.link(result, election, "annulled")
