"""How law is shown wherever a ref names it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from commonhall.acts.registry import Described, describes
from commonhall.law.models import (
    Competence,
    Deadline,
    Instrument,
    Mandate,
    Prohibition,
    Provision,
    Right,
)


def _instruments(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(row.ref, row.title, reverse("law:instrument", args=[row.pk]))
        for row in Instrument.objects.filter(pk__in=numbers)
    }


def _provisions(numbers: list[int]) -> dict[int, Described]:
    rows = Provision.objects.filter(pk__in=numbers).select_related("instrument")
    return {row.pk: _shown(row, row.ref) for row in rows}


def _shown(provision: Provision, ref: str) -> Described:
    address = reverse("law:instrument", args=[provision.instrument_id])
    return Described(ref, str(provision), f"{address}#provision-{provision.pk}")


def _by_provision(model: type[Any]) -> None:
    def describer(numbers: list[int]) -> dict[int, Described]:
        rows = model.objects.filter(pk__in=numbers).select_related("provision__instrument")
        return {row.pk: _shown(row.provision, row.ref) for row in rows}

    describes(model._meta.label_lower, describer)


def register() -> None:
    describes("law.instrument", _instruments)
    describes("law.provision", _provisions)
    for model in (Competence, Mandate, Right, Prohibition, Deadline):
        _by_provision(model)
