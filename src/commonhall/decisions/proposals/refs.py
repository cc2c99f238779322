"""How proposals for budgets are shown wherever a ref names one."""

from __future__ import annotations

from typing import Any

from commonhall.core.refs import Described, describes
from commonhall.decisions.proposals.models import (
    Merger,
    MergerConsent,
    PaperSupport,
    Proposal,
    ProposalAuthor,
    ProposalSupport,
)

State = Proposal.State
STOPPED = (State.TOO_FEW, State.REFUSED, State.WITHDRAWN, State.MERGED, State.UNFUNDED)


def _proposals(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(
            row.ref,
            row.heading,
            row.get_absolute_url(),
            row.get_state_display(),
            "proposal",
            stopped=row.state in STOPPED,
        )
        for row in Proposal.objects.filter(pk__in=numbers)
    }


def _mergers(numbers: list[int]) -> dict[int, Described]:
    rows = Merger.objects.filter(pk__in=numbers).select_related("into", "proposal")
    return {
        row.pk: Described(row.ref, row.heading, row.get_absolute_url(), row.get_state_display())
        for row in rows
    }


def _consents(numbers: list[int]) -> dict[int, Described]:
    rows = MergerConsent.objects.filter(pk__in=numbers).select_related(
        "merger__into", "merger__proposal"
    )
    return {
        row.pk: Described(row.ref, row.merger.heading, row.merger.get_absolute_url())
        for row in rows
    }


def _of_proposal(model: Any) -> Any:
    def describe(numbers: list[int]) -> dict[int, Described]:
        rows = model.objects.filter(pk__in=numbers).select_related("proposal")
        return {
            row.pk: Described(row.ref, row.proposal.heading, row.proposal.get_absolute_url())
            for row in rows
        }

    return describe


def register() -> None:
    describes("decisions.proposal", _proposals)
    describes("decisions.merger", _mergers)
    describes("decisions.mergerconsent", _consents)
    for model in (ProposalAuthor, ProposalSupport, PaperSupport):
        describes(model._meta.label_lower, _of_proposal(model))
