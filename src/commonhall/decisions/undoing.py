"""What becomes of budgets and proposals when a review undoes what a body did with them."""

from __future__ import annotations

from commonhall.actions.context import Context
from commonhall.actions.undoing import follows, rests, set_aside, stays
from commonhall.core.models import Governed
from commonhall.decisions.briefings.models import CostStatement
from commonhall.decisions.budgets import search as search_budgets
from commonhall.decisions.budgets.models import Budget
from commonhall.decisions.panels import search as search_panels
from commonhall.decisions.panels.spoken_models import FollowUp, Recommendation, Witness
from commonhall.decisions.proposals import search
from commonhall.decisions.proposals.models import PaperSupport, Proposal
from commonhall.decisions.seats.models import Candidacy, CandidateList, ListSupport, SeatVote
from commonhall.decisions.themes import queries as themes
from commonhall.decisions.themes.models import ThemeRound
from commonhall.law.promises import ledger


@set_aside(CostStatement)
def not_stated(_ctx: Context, said: CostStatement) -> bool:
    """Nobody has stated the costs any more, until the body that does says them again."""
    if said.withdrawn:
        return False
    said.withdrawn = True
    return True


@set_aside(Budget)
def called_off(ctx: Context, budget: Budget) -> bool:
    """Nobody proposes or votes in it any more; what was proposed stays readable."""
    if budget.called_off_on is not None:
        return False
    budget.called_off_on = ctx.today
    for proposal in budget.proposals.filter(state=Proposal.State.WAITING).order_by("pk"):
        ledger.withdraw(ctx, proposal)
    return True


@follows(Budget)
def checks_owed_again(ctx: Context, budget: Budget) -> None:
    """A budget that goes on after all has its checks to be done."""
    ctx.save(budget)
    search_budgets.index_budget(budget)
    if budget.called_off_on is None:
        for proposal in budget.proposals.filter(state=Proposal.State.WAITING).order_by("pk"):
            ledger.owe_again(ctx, proposal)


@follows(Proposal)
def waits_again(ctx: Context, proposal: Proposal) -> None:
    """A check that was undone is owed anew, by the day that is left."""
    if proposal.state == Proposal.State.WAITING:
        proposal.overdue_on = None
        if proposal.due_on is None or proposal.due_on < ctx.today:
            proposal.due_on = max(ctx.today, proposal.budget.ballot_on)
    ctx.save(proposal)
    search.index_proposal(proposal)


@set_aside(PaperSupport)
def does_not_count(ctx: Context, sheet: PaperSupport) -> bool:
    """What was entered from paper counts no more; it can be entered again."""
    if sheet.state == PaperSupport.State.REFUSED:
        return False
    sheet.state, sheet.decided_on = PaperSupport.State.REFUSED, ctx.today
    return True


@rests(Proposal)
def on_a_proposal(proposal: Governed) -> list[str]:
    """Its option on a ballot."""
    option = getattr(proposal, "option", None)
    return [option.ref] if option is not None else []


# What a body told of a recommendation stays readable; whom a panel heard, too.
stays(FollowUp, Witness)
# Who stood for which offices stays readable; the vote itself is annulled.
stays(Candidacy, CandidateList, ListSupport, SeatVote)


@follows(Recommendation)
def owed_again(ctx: Context, one: Recommendation) -> None:
    """An answer that was undone is owed as before, by the same day; what was to be told later is not, until there is one."""
    ctx.save(one)
    search_panels.index_recommendation(one)
    if one.state == Recommendation.State.ADOPTED:
        ledger.undo(ctx, one)
        later = FollowUp.objects.filter(recommendation=one, said_on=None).first()
        if later is not None:
            ledger.withdraw(ctx, later)


@follows(FollowUp)
def told_again(ctx: Context, later: FollowUp) -> None:
    """What became of it is owed again once what was told is undone."""
    ctx.save(later)
    if later.said_on is None and later.recommendation.state == Recommendation.State.ANSWERED:
        ledger.undo(ctx, later)


@follows(ThemeRound)
def theme_is_owed_again(ctx: Context, round_: ThemeRound) -> None:
    """What was said of a theme is undone: its plan, or that it is done, is owed as before."""
    ctx.save(round_)
    if round_.chosen_id is None:
        return
    theme = themes.chosen_of(round_)
    if round_.state == ThemeRound.State.CHOSEN:
        ledger.undo(ctx, round_)
        ledger.withdraw(ctx, theme)
    elif round_.state == ThemeRound.State.PLANNED:
        ledger.undo(ctx, theme)
