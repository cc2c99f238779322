"""Phragmén's sequential rule: supporters pay together as money reaches them evenly (Los et al. 2022)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.decisions.votes.rules import BUDGET, Rule
from commonhall.methods.budgeting import Election, Outcome, phragmen


def share(election: Election, form: str, completion: str) -> Outcome:
    return phragmen(election)


RULE = Rule(
    code="phragmen",
    title=_("Phragmén"),
    explanation=_(
        "Money reaches all voters evenly over time. Supporters fund a project as soon as they can pay for it together. So groups get money by their size."
    ),
    kind=BUDGET,
    order=20,
    share=share,
    recount=lambda form, completion: "--rule phragmen",
)
