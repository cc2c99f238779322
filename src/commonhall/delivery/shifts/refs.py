"""How shifts are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.core.refs import Described, describes
from commonhall.delivery.shifts.models import Shift, Volunteer


def _shifts(numbers: list[int]) -> dict[int, Described]:
    rows = Shift.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(row.ref, row.name, row.get_absolute_url(), "", "delivery") for row in rows
    }


def _volunteers(numbers: list[int]) -> dict[int, Described]:
    rows = Volunteer.objects.filter(pk__in=numbers).select_related("shift")
    return {
        row.pk: Described(row.ref, row.shift.name, row.shift.get_absolute_url()) for row in rows
    }


def register() -> None:
    describes("delivery.shift", _shifts)
    describes("delivery.volunteer", _volunteers)
