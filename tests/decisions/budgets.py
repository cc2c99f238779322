"""Participatory budgets for tests: plain functions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.decisions.budgets import actions as budget_actions
from commonhall.decisions.budgets.models import Budget
from commonhall.decisions.proposals import (
    actions,
    ballot_actions,
    checking_actions,
    support_actions,
    timers,
)
from commonhall.decisions.proposals.models import Proposal
from tests.decisions.kit import voter
from tests.kit import Hall
from tests.law.kit import later
from tests.words import texts

MONEY = 100_000_00
# Days from the opening: the first day of each phase.
SUPPORT, CHECK, MERGING, BALLOT = 11, 21, 31, 41


def opened(hall: Hall, **given: Any) -> Budget:
    """A budget of the north: ideas for ten days, then support, check and merging for ten each."""
    today = clock.today()

    def day(number: int) -> Any:
        return today + timedelta(days=number)

    values: dict[str, Any] = {
        "names": texts("Our money in the north"),
        "unit": hall.unit("north"),
        "body": hall.body("parks"),
        "money": MONEY,
        "opens_on": today,
        "ideas_until": day(SUPPORT - 1),
        "support_until": day(CHECK - 1),
        "check_until": day(MERGING - 1),
        "ballot_on": day(BALLOT),
        "votes_from": day(BALLOT + 10),
        "votes_until": day(BALLOT + 20),
        "form": "approval",
        "rule": "mes",
        "categories": ["Green", "Streets"],
        "needed": 2,
        **given,
    }
    return budget_actions.open_budget.perform(hall.chair, **values).result


def proposed(hall: Hall, budget: Budget, by: Actor | None = None, **given: Any) -> Proposal:
    """A proposal of a resident of the north."""
    values: dict[str, Any] = {
        "title": "Ten benches by the mill",
        "text": "With **backs** and arms.",
        "unit": hall.unit("north"),
        "estimate": 20_000_00,
        "name": "Ada of Mill Road",
        "category": "Green",
        **given,
    }
    return actions.propose_project.perform(
        by or voter(hall, 40_000), budget=budget, **values
    ).result


def support(who: Actor, proposal: Proposal) -> Any:
    return support_actions.support_proposal.perform(who, proposal=proposal).result


def check(
    hall: Hall, proposal: Proposal, cost: int | None = 20_000_00, by: Actor | None = None
) -> Proposal:
    """Checked: admitted at a cost, or, without one, refused."""
    proposal.refresh_from_db()
    return checking_actions.check_proposal.perform(
        by or hall.parks,
        proposal=proposal,
        verdict="refused" if cost is None else "admitted",
        reasons="There is a **pipe** below." if cost is None else "Ten at 2,000.",
        cost=cost,
    ).result


def supported(hall: Hall, budget: Budget, number: int, **given: Any) -> Proposal:
    """A proposal with as many supporters as the budget asks for; its phase of support is over."""
    one = proposed(hall, budget, voter(hall, 41_000 + number), **given)
    with later(SUPPORT):
        for at in range(budget.needed):
            support(voter(hall, 42_000 + 10 * number + at), one)
    return one


def sifted() -> None:
    """The timer counts supporters once the time to support is over."""
    with later(CHECK):
        timers.watch_proposals()


def on_ballot(hall: Hall, budget: Budget, *costs: int, **given: Any) -> list[Proposal]:
    """So many checked proposals on a drawn ballot, at these costs."""
    made = [
        supported(hall, budget, number, title=f"Project {number}", estimate=cost, **given)
        for number, cost in enumerate(costs)
    ]
    sifted()
    with later(CHECK):
        for one, cost in zip(made, costs, strict=True):
            check(hall, one, cost)
    with later(BALLOT):
        ballot_actions.draw_ballot.perform(hall.chair, budget=budget)
    for one in made:
        one.refresh_from_db()
    budget.refresh_from_db()
    return made
