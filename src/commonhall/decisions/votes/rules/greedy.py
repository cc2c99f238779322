"""Most votes first: projects by their votes, or points, while the money lasts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.decisions.votes.rules import APPROVAL, BUDGET, Rule
from commonhall.methods.budgeting import Election, Outcome, greedy


def share(election: Election, form: str, completion: str) -> Outcome:
    return greedy(election, "votes" if form == APPROVAL else "points")


RULE = Rule(
    code="greedy",
    title=_("most votes first"),
    explanation=_(
        "Projects with the most votes come first. They are funded while the money lasts. Large groups can take it all."
    ),
    kind=BUDGET,
    order=30,
    share=share,
    recount=lambda form, completion: "--rule greedy" + ("" if form == APPROVAL else "-points"),
)
