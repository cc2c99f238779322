"""How asking rules are shown where a ref names one, and what provisions are a part of."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from commonhall.core.refs import Described, describes
from commonhall.law.asking import origins
from commonhall.law.asking.models import AskingLeave, AskingRule
from commonhall.law.instruments.models import Instrument, Provision
from commonhall.law.powers import names


def _rules(ids: list[int]) -> dict[int, Described]:
    titles = names.titles()
    return {
        row.pk: Described(row.ref, names.called(row.power, titles), reverse("law:asking"))
        for row in AskingRule.objects.filter(pk__in=ids)
    }


def _leaves(ids: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(row.ref, row.matter, reverse("law:asking"))
        for row in AskingLeave.objects.filter(pk__in=ids)
    }


def _instruments(ids: list[int]) -> Iterable[tuple[int, str]]:
    rows = Provision.objects.filter(pk__in=ids).values_list("pk", "instrument_id")
    return [(number, Instrument.ref_of(instrument)) for number, instrument in rows]


def register() -> None:
    describes("law.askingrule", _rules)
    describes("law.askingleave", _leaves)
    origins.part_of("law.provision", _instruments)
