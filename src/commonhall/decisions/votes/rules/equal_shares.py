"""Method of Equal Shares: every voter holds the same part of the money (Peters and Skowron 2020)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.decisions.votes.rules import APPROVAL, BUDGET, Rule
from commonhall.methods.budgeting import Election, Outcome, completed_equal_shares


def satisfaction(form: str) -> str:
    """What a winner is worth to a supporter: its cost, or its cost times the points given."""
    return "cost" if form == APPROVAL else "cost-points"


def share(election: Election, form: str, completion: str) -> Outcome:
    return completed_equal_shares(election, satisfaction(form), completion or RULE.completion)


def recount(form: str, completion: str) -> str:
    worth = "" if form == APPROVAL else f" --satisfaction {satisfaction(form)}"
    return f"--rule mes --completion {completion}{worth}"


RULE = Rule(
    code="mes",
    title=_("Equal Shares"),
    explanation=_(
        "Every voter has the same share of the money. Supporters pay together for what they chose. So minorities get their share."
    ),
    kind=BUDGET,
    order=10,
    share=share,
    completions=("add1u", "add1", "greedy", "phragmen", "none"),
    explains=True,
    recount=recount,
)
