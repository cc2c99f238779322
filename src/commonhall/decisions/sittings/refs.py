"""How sittings are shown wherever a ref names one."""

from __future__ import annotations

from django.utils import formats, timezone
from django.utils.text import format_lazy

from commonhall.core.refs import Described, describes
from commonhall.decisions.sittings.models import Attendance, PutOff, Sitting


def _sittings(numbers: list[int]) -> dict[int, Described]:
    rows = Sitting.objects.filter(pk__in=numbers).select_related("body")
    return {
        row.pk: Described(
            row.ref,
            format_lazy(
                "{} · {}",
                row.body.name,
                formats.date_format(timezone.localtime(row.starts_at), "DATE_FORMAT"),
            ),
            row.get_absolute_url(),
            row.get_state_display(),
        )
        for row in rows
    }


def _attendances(numbers: list[int]) -> dict[int, Described]:
    rows = Attendance.objects.filter(pk__in=numbers).select_related("sitting", "office")
    return {
        row.pk: Described(row.ref, row.office.name, row.sitting.get_absolute_url()) for row in rows
    }


def _put_off(numbers: list[int]) -> dict[int, Described]:
    rows = PutOff.objects.filter(pk__in=numbers).select_related("sitting", "motion")
    return {
        row.pk: Described(row.ref, row.motion.name, row.sitting.get_absolute_url()) for row in rows
    }


def register() -> None:
    describes("decisions.putoff", _put_off)
    describes("decisions.sitting", _sittings)
    describes("decisions.attendance", _attendances)
