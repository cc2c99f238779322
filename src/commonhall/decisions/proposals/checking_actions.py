"""The check of a proposal: what it costs and whether it can be done, with reasons; a refusal can be appealed."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Amount, Choice, Words
from commonhall.actions.undoing import put_back_anew
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.budgets import queries as budget_queries
from commonhall.decisions.budgets.actions import CHECK
from commonhall.decisions.proposals.actions import check_amount
from commonhall.decisions.proposals.authors import parties
from commonhall.decisions.proposals.models import Proposal
from commonhall.decisions.votes.models import Election
from commonhall.law.promises import ledger

State = Proposal.State
ADMITTED, REFUSED = "admitted", "refused"


def _waits(_actor: Actor, proposal: Proposal) -> None:
    if proposal.state == State.REFUSED:
        raise Refused(
            "state",
            "appeal",
            _("It was refused. Only a review can change that: its authors can appeal."),
        )
    if proposal.state != State.WAITING:
        raise Refused("state", "wrong-state", _("This proposal does not wait for a check."))
    budget = proposal.budget
    if budget.called_off_on is not None:
        raise Refused("state", "called-off", _("This budget was called off."))
    drawn = budget_queries.has_ballot(budget)
    if drawn and budget.election and budget.election.state != Election.State.DRAFT:
        raise Refused(
            "state", "voting", _("The vote has begun, so nothing is added to its ballot.")
        )


@action(
    "decisions.check_proposal",
    by=Kind.OFFICE,
    power=CHECK,
    undo=put_back_anew,
    title=_("Check it"),
    done=_("Proposal for a budget checked"),
    place=lambda proposal: proposal.unit_id,
    concerns=parties,
    allows=_waits,
)
def check_proposal(
    ctx: Context,
    proposal: Proposal,
    verdict: Annotated[
        str,
        Choice(
            _("Can it be done?"),
            choices=((ADMITTED, _("Admit it to the ballot")), (REFUSED, _("Do not admit it"))),
            radio=True,
            empty=_("Choose whether it is admitted."),
        ),
    ],
    reasons: Annotated[
        str,
        Words(
            _("Reasons"),
            _("Public: how the cost was found, or because of what it cannot be done."),
            most=4000,
            long=True,
            empty=_("Enter the reasons. They are public."),
        ),
    ],
    cost: Annotated[
        int | None,
        Amount(
            _("What it costs, as checked"),
            _("Leave blank if it is not admitted."),
        ),
    ] = None,
) -> Proposal:
    """Say what it costs and whether it can be done, with public reasons. Its authors are told, and can appeal a refusal."""
    if verdict == ADMITTED:
        if cost is None:
            raise BadInput("cost", _("Enter what it costs."))
        check_amount(proposal.budget, cost, "cost")
    elif cost is not None:
        raise BadInput("cost", _("Leave blank if it is not admitted."))
    proposal.state = State.ADMITTED if verdict == ADMITTED else State.REFUSED
    proposal.cost, proposal.reasons, proposal.checked_at = cost, reasons, ctx.occurred_at
    ledger.keep(ctx, proposal)
    ctx.note(verdict=verdict, cost=cost, estimate=proposal.estimate)
    return ctx.save(proposal)
