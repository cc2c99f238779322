"""How waiting lists and what belongs to them are shown wherever a ref names one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from commonhall.core.refs import Described, describes
from commonhall.services.waiting_lists.models import (
    EntryProof,
    PlaceOffer,
    PlacesChange,
    WaitingEntry,
    WaitingList,
    WaitingRule,
)


def _lists(numbers: list[int]) -> dict[int, Described]:
    rows = WaitingList.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(
            row.ref,
            row.name,
            row.get_absolute_url(),
            _("ended") if row.ended_on else "",
            "delivery",
            stopped=row.ended_on is not None,
        )
        for row in rows
    }


def _entries(numbers: list[int]) -> dict[int, Described]:
    rows = WaitingEntry.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(row.ref, str(row), row.get_absolute_url(), row.get_state_display())
        for row in rows
    }


def _parts(model: Any, *along: str) -> Any:
    def found(numbers: list[int]) -> dict[int, Described]:
        rows = model.objects.filter(pk__in=numbers).select_related(*along)
        return {row.pk: Described(row.ref, str(row), row.get_absolute_url()) for row in rows}

    return found


def register() -> None:
    describes("services.waitinglist", _lists)
    describes("services.waitingentry", _entries)
    describes("services.waitingrule", _parts(WaitingRule, "waiting_list"))
    describes("services.placeschange", _parts(PlacesChange, "waiting_list"))
    describes("services.placeoffer", _parts(PlaceOffer, "waiting_list", "entry"))
    describes("services.entryproof", _parts(EntryProof, "entry"))
