"""How initiatives are shown wherever a ref names one."""

from __future__ import annotations

from typing import Any

from commonhall.consultations.initiatives.models import (
    Initiative,
    InitiativeSignature,
    InitiativeUpdate,
    PaperSheet,
    Promoter,
)
from commonhall.core.refs import Described, describes

State = Initiative.State
STOPPED = (State.REFUSED, State.LAPSED, State.WITHDRAWN)


def _initiatives(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(
            row.ref,
            row.shown_title,
            row.get_absolute_url(),
            row.get_state_display(),
            "proposal",
            stopped=row.state in STOPPED,
        )
        for row in Initiative.objects.filter(pk__in=numbers)
    }


def _of_initiative(model: Any) -> Any:
    def describe(numbers: list[int]) -> dict[int, Described]:
        rows = model.objects.filter(pk__in=numbers).select_related("initiative")
        return {
            row.pk: Described(
                row.ref, row.initiative.shown_title, row.initiative.get_absolute_url()
            )
            for row in rows
        }

    return describe


def register() -> None:
    describes("consultations.initiative", _initiatives)
    for model in (Promoter, InitiativeSignature, InitiativeUpdate, PaperSheet):
        describes(model._meta.label_lower, _of_initiative(model))
