"""The ballot of a participatory budget: a vote with every admitted proposal as an option, in one action."""

from __future__ import annotations

from typing import Annotated

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Number
from commonhall.core import clock
from commonhall.core.money import require_hall_currency
from commonhall.core.refusals import Refused
from commonhall.decisions.budgets import phases
from commonhall.decisions.budgets import queries as budget_queries
from commonhall.decisions.budgets.models import Budget
from commonhall.decisions.budgets.phases import Phase
from commonhall.decisions.proposals import queries as proposal_queries
from commonhall.decisions.proposals.models import Proposal
from commonhall.decisions.votes import search as vote_search
from commonhall.decisions.votes.actions import prepare_election
from commonhall.decisions.votes.models import Election, Option
from commonhall.law.appeals.models import Appeal

State = Proposal.State
FEWEST = 2


def admitted(budget: Budget) -> list[Proposal]:
    """What goes on the ballot, in the order of its codes: more supporters first, then the earlier one."""
    rows = budget.proposals.filter(state=State.ADMITTED).select_related("unit").order_by("pk")
    counted = {one.pk: getattr(one, "supported", 0) for one in proposal_queries.with_support(rows)}
    return sorted(rows, key=lambda one: counted[one.pk], reverse=True)


def appeals_waiting(budget: Budget) -> int:
    """Appeals about its proposals that may still be decided in time."""
    refs = [Proposal.ref_of(pk) for pk in budget.proposals.values_list("pk", flat=True)]
    rows = Appeal.objects.filter(about__in=refs, state=Appeal.State.WAITING)
    return int(rows.filter(Q(due_on=None) | Q(due_on__gte=clock.today())).count())


def _may_draw(_actor: Actor, budget: Budget) -> None:
    draft = budget.election is not None and budget.election.state == Election.State.DRAFT
    if not draft:
        if budget_queries.has_ballot(budget):
            raise Refused("state", "drawn", _("The ballot is drawn already."))
        phases.require(budget, Phase.BALLOT, today=clock.today())
    waiting = budget.proposals.filter(state__in=(State.PROPOSED, State.WAITING)).count()
    if waiting:
        raise Refused(
            "state",
            "unchecked",
            _("Check all proposals first. Not checked yet: %(number)d.") % {"number": waiting},
        )
    if appeals := appeals_waiting(budget):
        raise Refused(
            "state",
            "appeals-waiting",
            _("Wait for the appeals about proposals. Not decided yet: %(number)d.")
            % {"number": appeals},
        )
    there = budget.proposals.filter(state=State.ADMITTED).count()
    if there < (1 if draft else FEWEST):
        raise Refused(
            "state",
            "options-missing",
            _("There are too few admitted proposals for a ballot."),
        )


@action(
    "decisions.draw_ballot",
    by=Kind.OFFICE,
    power="hold-votes",
    any_body=exemptions.BUDGETED,
    remedy=owed.WHOLE_VOTE,
    title=_("Draw the ballot"),
    done=_("Ballot of a participatory budget drawn"),
    place=lambda budget: budget.unit_id,
    allows=_may_draw,
)
def draw_ballot(
    ctx: Context,
    budget: Budget,
    need: Annotated[
        int,
        Number(
            _("How many tellers must open the ballots together"),
            _("At least two. Name one or more extra tellers in case somebody is away."),
            least=2,
            most=20,
        ),
    ] = 2,
) -> Budget:
    """Prepare the vote with every admitted proposal on its ballot, at its checked cost. Name the tellers and open it then."""
    require_hall_currency(budget.currency, "need")
    if not budget_queries.has_ballot(budget):
        budget.election = ctx.perform(
            prepare_election,
            kind=Election.Kind.BUDGET,
            names=budget.names,
            texts=budget.texts,
            unit=budget.unit,
            form=budget.form,
            rule=budget.rule,
            budget=budget.money,
            most=budget.most,
            within_budget=budget.within_money,
            need=need,
        )
        ctx.link(budget, budget.election, "voted-in")
    made = _put_on(ctx, budget)
    ctx.subject = budget.ref
    ctx.note(election=budget.election.ref if budget.election else None, options=len(made))
    return ctx.save(budget)


def _put_on(ctx: Context, budget: Budget) -> list[Option]:
    """Every admitted proposal becomes an option; those on it already stay."""
    election = budget.election
    assert election is not None
    rows = admitted(budget)
    first = election.options.count() + 1
    made = ctx.save_all(
        [
            Option(
                election=election,
                code=f"{number:03}",
                names=one.ballot_names,
                texts=one.ballot_texts,
                cost=one.cost,
                unit=one.unit,
                category=one.category,
                about=one.ref,
            )
            for number, one in enumerate(rows, first)
        ]
    )
    for one, option in zip(rows, made, strict=True):
        one.state, one.option = State.BALLOT, option
        ctx.save(one)
        ctx.link(one, option, "put-to-vote")
        ctx.link(option, election, "voted-in")
        vote_search.index_option(option)
    return list(made)
