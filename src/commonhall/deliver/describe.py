"""How the plan's parts are shown wherever a ref names one, and at which station they stand."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.acts.registry import Described, describes
from commonhall.deliver.models import (
    Amendment,
    Contract,
    Hand,
    Item,
    ItemConfirmation,
    Milestone,
    Payment,
    Shift,
    Transfer,
)


def _items(numbers: list[int]) -> dict[int, Described]:
    rows = Item.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(
            row.ref, row.name, row.get_absolute_url(), row.get_state_display(),
            *(("delivery", "plan") if row.state == Item.State.DONE else ("plan",)),
        )
        for row in rows
    }  # fmt: skip


def _contracts(numbers: list[int]) -> dict[int, Described]:
    rows = Contract.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(
            row.ref,
            row.name,
            row.get_absolute_url(),
            row.get_state_display(),
            "contract",
            kind=_("grant") if row.grant else "",
        )
        for row in rows
    }


def _transfers(numbers: list[int]) -> dict[int, Described]:
    rows = Transfer.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(row.ref, row.name, row.get_absolute_url(), "", "contract") for row in rows
    }


def _shifts(numbers: list[int]) -> dict[int, Described]:
    rows = Shift.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(row.ref, row.name, row.get_absolute_url(), "", "delivery") for row in rows
    }


def _of_item(
    model: type[Amendment] | type[Milestone] | type[Payment] | type[ItemConfirmation],
) -> None:
    def describer(numbers: list[int]) -> dict[int, Described]:
        rows = model.objects.filter(pk__in=numbers).select_related("item")
        return {
            row.pk: Described(row.ref, row.item.name, row.item.get_absolute_url()) for row in rows
        }

    describes(model._meta.label_lower, describer)


def _hands(numbers: list[int]) -> dict[int, Described]:
    rows = Hand.objects.filter(pk__in=numbers).select_related("shift")
    return {
        row.pk: Described(row.ref, row.shift.name, row.shift.get_absolute_url()) for row in rows
    }


def register() -> None:
    describes("deliver.item", _items)
    describes("deliver.contract", _contracts)
    describes("deliver.transfer", _transfers)
    describes("deliver.shift", _shifts)
    describes("deliver.hand", _hands)
    _of_item(Amendment)
    _of_item(Milestone)
    _of_item(Payment)
    _of_item(ItemConfirmation)
