"""Why a project won or lost under Equal Shares."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from commonhall.methods.budgeting.election import Election
from commonhall.methods.budgeting.equal_shares import run_equal_shares
from commonhall.methods.budgeting.outcome import Outcome


@dataclass(frozen=True)
class ProjectExplanation:
    """What Equal Shares left to a project's supporters.

    `supporters_left` is what they still held together when Equal Shares ended, exact; `lacking`
    is how much of the cost that left open (zero for winners, and for a project that lost only
    because a rival won).
    """

    project: str
    won: bool
    votes: int
    cost: Fraction
    supporters_left: Fraction
    lacking: Fraction


def explain(
    election: Election, outcome: Outcome, satisfaction: str = "cost"
) -> list[ProjectExplanation]:
    """One explanation a project, most votes first, for an outcome of Equal Shares.

    The money is that of the last Equal Shares count, before any greedy or Phragmén completion.
    """
    run = run_equal_shares(election, satisfaction, outcome.endowment)
    ledger = run.exact_ledger()
    won = set(outcome.winners)
    found = []
    for position, project in enumerate(election.projects):
        classes = election.members[election.supporters(position)]
        left = Fraction(
            sum(
                ledger.amounts[place] * weight
                for place, weight in zip(
                    ledger.holding[classes].tolist(),
                    election.weights[classes].tolist(),
                    strict=True,
                )
            ),
            ledger.denominator,
        )
        lacking = Fraction(0) if project.id in won else max(Fraction(0), project.cost - left)
        found.append(
            ProjectExplanation(
                project.id, project.id in won, election.votes(position), project.cost, left, lacking
            )
        )
    return sorted(found, key=lambda item: (-item.votes, item.project))
