"""Proposals go on by the clock, whether or not somebody looks."""

from __future__ import annotations

from typing import Any

from commonhall.actions.declaration import Action
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.core.timers import every
from commonhall.decisions.proposals.models import Proposal
from commonhall.decisions.proposals.system_actions import (
    mark_check_overdue,
    settle_proposal,
    sift_proposal,
)
from commonhall.decisions.votes.models import Election
from commonhall.people.actors import system

State = Proposal.State
AT_ONCE = 500


@every(300)
def watch_proposals() -> int:
    """Count supporters where the time to support is over, note checks that are late, say results; how many."""
    today, done = clock.today(), 0
    rows = Proposal.objects.filter(budget__called_off_on=None).select_related(
        "budget__unit", "option__election"
    )
    over = rows.filter(state=State.PROPOSED, budget__support_until__lt=today)
    for one in over.order_by("pk")[:AT_ONCE]:
        done += _do(sift_proposal, one)
    late = rows.filter(state=State.WAITING, overdue_on=None, due_on__lt=today)
    for one in late.order_by("pk")[:AT_ONCE]:
        done += _do(mark_check_overdue, one)
    counted = rows.filter(state=State.BALLOT, option__election__state=Election.State.COUNTED)
    for one in counted.order_by("pk")[:AT_ONCE]:
        done += _do(settle_proposal, one)
    return done


def _do(action: Action[..., Any], proposal: Proposal) -> bool:
    try:
        action.perform(system(), proposal=proposal)
    except Refused as refusal:
        # Another process was quicker; anything else is a fault worth seeing.
        if refusal.code != "wrong-state":
            raise
        return False
    return True
