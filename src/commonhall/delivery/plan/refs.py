"""How the plan's parts are shown wherever a ref names one, and at which station they stand."""

from __future__ import annotations

from commonhall.core.refs import Described, describes
from commonhall.delivery.plan.models import Amendment, Item, ItemConfirmation, Milestone, Payment


def _items(numbers: list[int]) -> dict[int, Described]:
    rows = Item.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(
            row.ref,
            row.name,
            row.get_absolute_url(),
            row.get_state_display(),
            *(("delivery", "plan") if row.state == Item.State.DONE else ("plan",)),
        )
        for row in rows
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


def register() -> None:
    describes("delivery.item", _items)
    _of_item(Amendment)
    _of_item(Milestone)
    _of_item(Payment)
    _of_item(ItemConfirmation)
