"""Most votes: the answer with the most votes wins, if the quorum and its share of the ballots are reached."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.decisions.votes.rules import QUESTION, Rule
from commonhall.methods.ballots.outcomes import most_votes


def recount(form: str, completion: str) -> str:
    return "--rule most"


RULE = Rule(
    code="most",
    title=_("most votes"),
    explanation=_(
        "The votes for each answer, or the points given to it, are added up. The answer with the most wins. It can win although most people chose others."
    ),
    kind=QUESTION,
    order=40,
    answer=most_votes,
    recount=recount,
    demands=True,
)
