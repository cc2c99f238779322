"""How services and floors are shown wherever a ref names one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from commonhall.core.refs import Described, describes
from commonhall.services.services.models import Service, Standard, StandardChange


def _services(numbers: list[int]) -> dict[int, Described]:
    rows = Service.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(row.ref, row.name, row.get_absolute_url(), "", "delivery") for row in rows
    }


def _standards(numbers: list[int]) -> dict[int, Described]:
    rows = Standard.objects.filter(pk__in=numbers).select_related("service")
    return {row.pk: Described(row.ref, row.name, row.get_absolute_url()) for row in rows}


def _changes(numbers: list[int]) -> dict[int, Described]:
    rows = StandardChange.objects.filter(pk__in=numbers).select_related("standard__service")
    return {
        row.pk: Described(
            row.ref,
            _("Change of “%(name)s”") % {"name": row.standard.name},
            row.standard.get_absolute_url(),
        )
        for row in rows
    }


def register() -> None:
    describes("services.standardchange", _changes)
    describes("services.service", _services)
    describes("services.standard", _standards)
