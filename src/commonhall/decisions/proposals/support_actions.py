"""Supporting a proposal, and taking the support back: each verified resident of the budget's place, once."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.decisions.budgets import phases
from commonhall.decisions.budgets.phases import Phase
from commonhall.decisions.proposals.authors import lives_in, own_support
from commonhall.decisions.proposals.models import Proposal, ProposalSupport

State = Proposal.State
SUPPORT = "support-projects"
LIMIT = "decisions.support_proposal"


def collects(proposal: Proposal) -> None:
    """Raises `Refused` unless support for it is collected now."""
    if proposal.state != State.PROPOSED:
        raise Refused("state", "wrong-state", _("This proposal does not collect support."))
    phases.require(proposal.budget, Phase.SUPPORT, today=clock.today())


def _may_support(actor: Actor, proposal: Proposal) -> None:
    collects(proposal)
    if actor.person is None:
        return
    if own_support(proposal, actor) is not None:
        raise Refused("state", "supported", _("You support this already."))
    if lives_in(proposal.budget, actor.person_id, clock.today()) is False:
        raise Refused(
            "standing",
            "lives-elsewhere",
            _("This is for residents of %(place)s. You are confirmed to live elsewhere.")
            % {"place": proposal.budget.unit.name},
        )


@action(
    "decisions.support_proposal",
    by=Kind.PERSON,
    right=SUPPORT,
    verified=True,
    title=_("Support it"),
    done=_("Proposal for a budget supported"),
    told=lambda _made: gettext("Thank you. Your support is counted, and your name is not shown."),
    allows=_may_support,
    limit=LIMIT,
    notifies=False,
)
def support_proposal(ctx: Context, proposal: Proposal) -> ProposalSupport:
    """Ask that it is checked and put on the ballot. Nobody sees who supports what, only how many."""
    ctx.follow(proposal, ctx.actor.account)
    return ctx.save(ProposalSupport(proposal=proposal, person_id=ctx.actor.person_id, on=ctx.today))


def _may_take_back(actor: Actor, proposal: Proposal) -> None:
    collects(proposal)
    if own_support(proposal, actor) is None:
        raise Refused("state", "not-supported", _("You do not support this."))


@action(
    "decisions.unsupport_proposal",
    by=Kind.PERSON,
    right=SUPPORT,
    title=_("Take your support back"),
    done=_("Support for a proposal taken back"),
    told=lambda _made: gettext("Your support is taken back."),
    allows=_may_take_back,
    limit=LIMIT,
    notifies=False,
)
def unsupport_proposal(ctx: Context, proposal: Proposal) -> ProposalSupport:
    """It counts no more. You can support it again while support is collected."""
    found = own_support(proposal, ctx.actor)
    assert found is not None  # the guard has seen to it
    found.taken_back_on = ctx.today
    return ctx.save(found)
