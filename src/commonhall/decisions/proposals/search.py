"""What proposals for budgets are found by."""

from __future__ import annotations

from commonhall.core import search
from commonhall.decisions.proposals.models import Proposal

PROPOSAL = "decisions.proposal"


def _line(one: Proposal) -> search.Line:
    return one.pk, f"{one.title}\n{one.text}\n{one.category}"


def index_proposal(one: Proposal) -> None:
    search.index(PROPOSAL, [_line(one)])


def register() -> None:
    search.searchable(PROPOSAL, lambda: map(_line, Proposal.objects.order_by("pk")))
