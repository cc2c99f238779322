"""How minimum standards are shown wherever a ref names one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from commonhall.core.refs import Described, describes
from commonhall.services.minimum_standards.models import Alarm, Measurement, MinimumStandard
from commonhall.ui.text import colon


def _minimum_standards(numbers: list[int]) -> dict[int, Described]:
    rows = MinimumStandard.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(row.ref, row.name, row.get_absolute_url(), "", "need") for row in rows
    }


def _alarms(numbers: list[int]) -> dict[int, Described]:
    rows = Alarm.objects.filter(pk__in=numbers).select_related("minimum_standard", "unit")
    return {
        row.pk: Described(
            row.ref,
            f"{row.minimum_standard.name} · {row.unit.name}",
            row.minimum_standard.get_absolute_url(),
            _("met again") if row.ended_at else "",
            "confirmation" if row.ended_at else "",
        )
        for row in rows
    }


def _values(numbers: list[int]) -> dict[int, Described]:
    rows = Measurement.objects.filter(pk__in=numbers).select_related(
        "minimum_standard", "standard__service", "unit"
    )
    found = {}
    for row in rows:
        of = row.minimum_standard or row.standard
        month = f" · {row.month:%Y-%m}" if row.month else ""
        name = f"{of.name if of else ''} · {row.unit.name}{month}{colon()}{row.value}"
        found[row.pk] = Described(row.ref, name, of.get_absolute_url() if of else "")
    return found


def register() -> None:
    describes("services.minimumstandard", _minimum_standards)
    describes("services.alarm", _alarms)
    describes("services.measurement", _values)
