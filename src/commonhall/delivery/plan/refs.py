"""How the plan's parts are shown wherever a ref names one, and at which station they stand."""

from __future__ import annotations

from django.utils.translation import gettext as _

from commonhall.core.refs import Described, describes
from commonhall.delivery import raised
from commonhall.delivery.plan.models import Amendment, Item, ItemConfirmation, Milestone, Payment


def _items(numbers: list[int]) -> dict[int, Described]:
    rows = Item.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(
            row.ref,
            row.name,
            row.get_absolute_url(),
            row.get_state_display(),
            station="delivery" if row.state == Item.State.DONE else "plan",
            passed="plan" if row.state == Item.State.DONE else "",
            stopped=row.state == Item.State.STOPPED,
        )
        for row in rows
    }


def _of_item(
    model: type[Amendment] | type[Milestone],
) -> None:
    def describer(numbers: list[int]) -> dict[int, Described]:
        rows = model.objects.filter(pk__in=numbers).select_related("item")
        return {
            row.pk: Described(row.ref, row.item.name, row.item.get_absolute_url()) for row in rows
        }

    describes(model._meta.label_lower, describer)


def _confirmations(numbers: list[int]) -> dict[int, Described]:
    """What people say of what was delivered: where it is not so, nothing is confirmed."""
    rows = ItemConfirmation.objects.filter(pk__in=numbers).select_related("item")
    return {
        row.pk: Described(
            row.ref,
            row.item.name,
            row.item.get_absolute_url(),
            _("yes") if row.good else _("no"),
            "confirmation",
            stopped=not row.good,
        )
        for row in rows
    }


def _payments(numbers: list[int]) -> dict[int, Described]:
    found = {}
    for row in Payment.objects.filter(pk__in=numbers).select_related("item", "contract"):
        line = row.contract or row.item
        assert line is not None
        found[row.pk] = Described(
            row.ref, _("Payment: %(line)s") % {"line": line.name}, line.get_absolute_url()
        )
    return found


def register() -> None:
    raised.register()
    describes("delivery.item", _items)
    _of_item(Amendment)
    _of_item(Milestone)
    describes("delivery.payment", _payments)
    describes("delivery.itemconfirmation", _confirmations)
