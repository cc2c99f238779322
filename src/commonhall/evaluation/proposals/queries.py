"""Questions about proposed definitions."""

from __future__ import annotations

from django.db.models import QuerySet

from commonhall.evaluation.proposals.models import DefinitionProposal


def proposals() -> QuerySet[DefinitionProposal]:
    """All of them, newest first."""
    return DefinitionProposal.objects.select_related("body", "decided_by").order_by("-pk")


def waiting(about: str = "") -> QuerySet[DefinitionProposal]:
    """Those that wait for a second body; about: of one definition alone."""
    rows = proposals().filter(state=DefinitionProposal.State.WAITING)
    return rows.filter(about=about) if about else rows
