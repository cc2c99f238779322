"""What the System does with proposals by the clock, by the count and by the plan: nothing is left lying."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.models import Link
from commonhall.actions.subscriptions import on, part_of
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.decisions.budgets.models import Budget
from commonhall.decisions.proposals.authors import supporters
from commonhall.decisions.proposals.models import Proposal
from commonhall.decisions.votes.models import Election, Option
from commonhall.law import entries
from commonhall.law.promises import ledger
from commonhall.people.actors import system

State = Proposal.State
WATCH = "watch-deadlines"
# The link by which a part of the plan is tied to what decided it.
PLANNED = "planned"


def _support_is_over(_actor: Actor, proposal: Proposal) -> None:
    budget = proposal.budget
    if proposal.state != State.PROPOSED or budget.called_off_on is not None:
        raise Refused("state", "wrong-state", _("This proposal does not collect support."))
    if clock.today() <= budget.support_until:
        raise Refused("state", "in-time", _("There is still time to support it."))


@action(
    "decisions.sift_proposal",
    by=Kind.SYSTEM,
    power=WATCH,
    title=_("Count the supporters of a proposal"),
    done=_("Supporters of a proposal counted"),
    place=lambda proposal: proposal.unit_id,
    allows=_support_is_over,
)
def sift_proposal(ctx: Context, proposal: Proposal) -> Proposal:
    """The time to support is over: with enough supporters it must be checked by a day, with too few it ends here."""
    budget, count = proposal.budget, supporters(proposal)
    enough = count >= budget.needed
    proposal.state = State.WAITING if enough else State.TOO_FEW
    proposal.due_on = budget.check_until if enough else None
    if proposal.due_on is not None:
        ledger.make(
            ctx,
            proposal,
            "check",
            body=budget.body_id,
            unit=proposal.unit_id,
            day=proposal.due_on,
        )
    ctx.note(supporters=count, needed=budget.needed)
    return ctx.save(proposal)


def _is_late(_actor: Actor, proposal: Proposal) -> None:
    if proposal.state != State.WAITING or proposal.overdue_on is not None:
        raise Refused(
            "state", "wrong-state", _("This has already been decided or recorded as late.")
        )
    if not proposal.days_late(clock.today()):
        raise Refused("state", "in-time", _("The check is not due yet."))


@action(
    "decisions.mark_check_overdue",
    by=Kind.SYSTEM,
    power=WATCH,
    title=_("Put the delay of a check on the record"),
    done=_("The check of a proposal is overdue"),
    remedy=_("The delay stays on the record. The body checks by the day that the review sets."),
    place=lambda proposal: proposal.unit_id,
    allows=_is_late,
)
def mark_check_overdue(ctx: Context, proposal: Proposal) -> Proposal:
    """The day has passed and nobody checked it. Its authors can appeal the delay."""
    proposal.overdue_on = ctx.today
    ctx.note(due_on=str(proposal.due_on))
    # The body that is late is the budget's.
    return ctx.save(proposal)


entries.DELAYS.add("decisions.mark_check_overdue")


@part_of("decisions.call_off_budget")
def not_owed(ctx: Context, result: Budget, _arguments: dict[str, Any]) -> None:
    """Nobody waits for the checks of a budget that was called off."""
    for proposal in result.proposals.filter(state=State.WAITING).order_by("pk"):
        ledger.withdraw(ctx, proposal)


def _is_counted(_actor: Actor, proposal: Proposal) -> None:
    option = proposal.option
    counted = option is not None and option.election.state == Election.State.COUNTED
    if proposal.state != State.BALLOT or not counted:
        raise Refused("state", "wrong-state", _("There is no result for this proposal."))


@action(
    "decisions.settle_proposal",
    by=Kind.SYSTEM,
    power=WATCH,
    title=_("Say what the vote did with a proposal"),
    done=_("A proposal has its result"),
    place=lambda proposal: proposal.unit_id,
    allows=_is_counted,
)
def settle_proposal(ctx: Context, proposal: Proposal) -> Proposal:
    """The votes are counted: it is funded and part of the plan, or it is not. Its authors are told, with the reason."""
    option = proposal.option
    assert option is not None  # the guard has seen to it
    proposal.state = State.FUNDED if option.won else State.UNFUNDED
    # What won entered the plan with the count; the link says as what.
    planned = Link.objects.filter(from_ref=option.ref, kind=PLANNED).order_by("-pk").first()
    proposal.item = planned.to_ref if planned else ""
    ctx.note(won=bool(option.won), option=option.ref)
    return ctx.save(proposal)


def _is_funded(_actor: Actor, proposal: Proposal) -> None:
    if proposal.state not in (State.FUNDED, State.BALLOT):
        raise Refused("state", "wrong-state", _("This proposal is not funded."))


@action(
    "decisions.deliver_proposal",
    by=Kind.SYSTEM,
    power=WATCH,
    title=_("Say that a proposal is delivered"),
    done=_("A proposal is delivered"),
    place=lambda proposal: proposal.unit_id,
    allows=_is_funded,
    no_door="follows from the plan",
)
def deliver_proposal(ctx: Context, proposal: Proposal) -> Proposal:
    """What was funded is reported as delivered. Its authors are asked whether it is what they proposed."""
    proposal.state = State.DELIVERED
    return ctx.save(proposal)


def of_option(ref: str) -> Proposal | None:
    """The proposal that a thing of the plan comes from, by what it is based on."""
    kind, _colon, number = ref.partition(":")
    if kind != Option._meta.label_lower or not number.isdigit():
        return None
    rows = Proposal.objects.filter(option=int(number)).select_related("budget", "option")
    return rows.first()


# The plan stands above this app: it is heard by the name of its actions.
@on("delivery.finish_item")
def delivered(ctx: Context, result: Any, _arguments: dict[str, Any]) -> None:
    """A part of the plan that comes from a proposal is delivered."""
    found = of_option(getattr(result, "about", ""))
    if found is not None and found.state in (State.FUNDED, State.BALLOT):
        ctx.perform_as(system(), deliver_proposal, proposal=found)


# --- drawn again ----------------------------------------------------------------------------------
ON_BALLOT = (State.BALLOT, State.FUNDED, State.UNFUNDED)


def _was_annulled(_actor: Actor, proposal: Proposal) -> None:
    option = proposal.option
    annulled = option is not None and option.election.state == Election.State.ANNULLED
    if proposal.state not in ON_BALLOT or not annulled:
        raise Refused("state", "wrong-state", _("Its vote was not annulled."))


@action(
    "decisions.return_proposal",
    by=Kind.SYSTEM,
    power=WATCH,
    title=_("Take a proposal back from an annulled vote"),
    done=_("The vote was annulled: the proposal waits for another ballot"),
    place=lambda proposal: proposal.unit_id,
    allows=_was_annulled,
)
def return_proposal(ctx: Context, proposal: Proposal) -> Proposal:
    """The vote was annulled: what was admitted stays admitted, and goes on the next ballot."""
    proposal.state, proposal.option, proposal.item = State.ADMITTED, None, ""
    return ctx.save(proposal)


@on("decisions.annul_election")
def back_from_ballot(ctx: Context, result: Any, _arguments: dict[str, Any]) -> None:
    """In the same act, so that no proposal stands on a ballot that is none."""
    rows = Proposal.objects.filter(option__election=result, state__in=ON_BALLOT)
    for proposal in rows.select_related("option__election", "budget").order_by("pk"):
        ctx.perform_as(system(), return_proposal, proposal=proposal)
