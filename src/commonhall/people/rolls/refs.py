"""How changes of the roll, and confirmations that a second body looks at, are shown wherever a ref names one."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from commonhall.core.refs import Described, describes
from commonhall.people.rolls.models import CounterCheck, RollChange


def _changes(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(
            row.ref,
            _("Change of the roll: %(place)s") % {"place": row.unit.name},
            row.get_absolute_url(),
            row.get_state_display(),
        )
        for row in RollChange.objects.filter(pk__in=numbers).select_related("unit")
    }


def _checks(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(
            row.ref,
            _("Confirmation drawn to be looked at"),
            reverse("people:roll_changes"),
            row.get_result_display(),
        )
        for row in CounterCheck.objects.filter(pk__in=numbers)
    }


def register() -> None:
    describes("people.rollchange", _changes)
    describes("people.countercheck", _checks)
