"""How proposed definitions are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.core.refs import Described, describes
from commonhall.evaluation.proposals.models import DefinitionProposal


def _proposals(numbers: list[int]) -> dict[int, Described]:
    rows = DefinitionProposal.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(row.ref, row.name, row.get_absolute_url(), row.get_state_display())
        for row in rows
    }


def register() -> None:
    describes("evaluation.definitionproposal", _proposals)
