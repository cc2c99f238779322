"""How services and floors are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.core.refs import Described, describes
from commonhall.services.services.models import Service, Standard


def _services(numbers: list[int]) -> dict[int, Described]:
    rows = Service.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(row.ref, row.name, row.get_absolute_url(), "", "delivery") for row in rows
    }


def _standards(numbers: list[int]) -> dict[int, Described]:
    rows = Standard.objects.filter(pk__in=numbers).select_related("service")
    return {row.pk: Described(row.ref, row.name, row.service.get_absolute_url()) for row in rows}


def register() -> None:
    describes("services.service", _services)
    describes("services.standard", _standards)
