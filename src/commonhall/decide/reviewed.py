"""What a review's verdict does here: a decision or a vote that cannot stand is annulled with it."""

from __future__ import annotations

from typing import Any

from commonhall.acts import registry
from commonhall.acts.context import Context
from commonhall.acts.subscriptions import on
from commonhall.decide.acts import annul_election
from commonhall.decide.models import Election, Motion
from commonhall.decide.motions import annul_motion
from commonhall.law.models import Appeal

# The acts whose annulment annuls the thing itself, and the states it can be annulled in.
DECIDING = ("decide.conclude_motion",)
HOLDING = ("decide.open_election", "decide.close_election", "decide.count_election")
STANDING = (Election.State.OPEN, Election.State.CLOSED, Election.State.COUNTED)


@on("law.decide_appeal")
def annul_on_appeal(ctx: Context, result: Appeal, arguments: dict[str, Any]) -> None:
    """Annul in the same transaction, as the reviewer's own act: their competence is judged for it, too."""
    kind, number = registry.split(result.about)
    if result.state != Appeal.State.GRANTED:
        return
    if kind == Motion._meta.label_lower and result.act in DECIDING:
        motion = Motion.objects.get(pk=number)
        if motion.state == Motion.State.PASSED:
            ctx.perform(annul_motion, motion=motion)
            ctx.link(result, motion, "annulled")
    elif kind == Election._meta.label_lower and result.act in HOLDING:
        election = Election.objects.get(pk=number)
        if election.state in STANDING:
            ctx.perform(annul_election, election=election)
            ctx.link(result, election, "annulled")
