"""What becomes of proposed definitions when a review undoes what was done."""

from __future__ import annotations

from commonhall.actions.context import Context
from commonhall.actions.undoing import set_aside, stays
from commonhall.evaluation.indicators.models import Definition
from commonhall.evaluation.proposals.models import DefinitionProposal

# What was published rests on the definition of its time: a right one is dated in its place.
stays(Definition)


@set_aside(DefinitionProposal)
def withdrawn(_ctx: Context, proposal: DefinitionProposal) -> bool:
    """What still waited waits no longer."""
    if proposal.state != DefinitionProposal.State.WAITING:
        return False
    proposal.state = DefinitionProposal.State.WITHDRAWN
    return True
