"""How contracts are shown wherever a ref names one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.core.refs import Described, describes
from commonhall.delivery.contracts.models import Contract


def _contracts(numbers: list[int]) -> dict[int, Described]:
    rows = Contract.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(
            row.ref,
            row.name,
            row.get_absolute_url(),
            row.get_state_display(),
            "contract",
            stopped=row.state == Contract.State.CANCELLED,
            kind=_("grant") if row.grant else "",
        )
        for row in rows
    }


def register() -> None:
    describes("delivery.contract", _contracts)
