"""How services and floors are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.acts.registry import Described, describes
from commonhall.look.text import colon
from commonhall.services.models import Alarm, Floor, Measurement, Service, Standard


def _services(numbers: list[int]) -> dict[int, Described]:
    rows = Service.objects.filter(pk__in=numbers)
    return {row.pk: Described(row.ref, row.name, row.get_absolute_url()) for row in rows}


def _floors(numbers: list[int]) -> dict[int, Described]:
    rows = Floor.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(row.ref, row.name, row.get_absolute_url(), "", "need") for row in rows
    }


def _standards(numbers: list[int]) -> dict[int, Described]:
    rows = Standard.objects.filter(pk__in=numbers).select_related("service")
    return {row.pk: Described(row.ref, row.name, row.service.get_absolute_url()) for row in rows}


def _alarms(numbers: list[int]) -> dict[int, Described]:
    rows = Alarm.objects.filter(pk__in=numbers).select_related("floor", "unit")
    return {
        row.pk: Described(
            row.ref, f"{row.floor.name} · {row.unit.name}", row.floor.get_absolute_url()
        )
        for row in rows
    }


def _values(numbers: list[int]) -> dict[int, Described]:
    rows = Measurement.objects.filter(pk__in=numbers).select_related("floor", "unit")
    return {
        row.pk: Described(
            row.ref,
            f"{row.floor.name if row.floor else ''} · {row.unit.name}{colon()}{row.value}",
            row.floor.get_absolute_url() if row.floor else "",
        )
        for row in rows
    }


def register() -> None:
    describes("services.service", _services)
    describes("services.floor", _floors)
    describes("services.standard", _standards)
    describes("services.alarm", _alarms)
    describes("services.measurement", _values)
