"""How urgent decisions are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.core.refs import Described, describes
from commonhall.decisions.urgent.models import UrgentAgreement, UrgentDecision


def _urgents(numbers: list[int]) -> dict[int, Described]:
    rows = UrgentDecision.objects.filter(pk__in=numbers).select_related("motion")
    return {
        row.pk: Described(row.ref, row.motion.name, row.get_absolute_url(), row.get_state_display())
        for row in rows
    }


def _agreements(numbers: list[int]) -> dict[int, Described]:
    rows = UrgentAgreement.objects.filter(pk__in=numbers).select_related("urgent__motion", "office")
    return {
        row.pk: Described(row.ref, row.office.name, row.urgent.get_absolute_url()) for row in rows
    }


def register() -> None:
    describes("decisions.urgentdecision", _urgents)
    describes("decisions.urgentagreement", _agreements)
