"""What askings tell the law, and how their reports are shown where a ref names one."""

from __future__ import annotations

from commonhall.consultations.askings.models import (
    AnnulledAsking,
    AskingReport,
    NamedConcern,
    WorksOn,
)
from commonhall.consultations.askings.reading import askings_about, named_in
from commonhall.core import refs
from commonhall.core.refs import Described
from commonhall.law.asking import readers


def _reports(ids: list[int]) -> dict[int, Described]:
    rows = dict(AskingReport.objects.filter(pk__in=ids).values_list("pk", "asking"))
    shown = refs.resolve(rows.values())
    return {
        number: Described(AskingReport.ref_of(number), shown[asking].title, shown[asking].url)
        for number, asking in rows.items()
    }


def _annulled(ids: list[int]) -> dict[int, Described]:
    rows = dict(AnnulledAsking.objects.filter(pk__in=ids).values_list("pk", "asking"))
    shown = refs.resolve(rows.values())
    return {
        number: Described(AnnulledAsking.ref_of(number), shown[asking].title, shown[asking].url)
        for number, asking in rows.items()
    }


def _works_on(ids: list[int]) -> dict[int, Described]:
    rows = WorksOn.objects.filter(pk__in=ids).select_related("organisation")
    return {
        row.pk: Described(row.ref, row.organisation.name, row.get_absolute_url()) for row in rows
    }


def _named(ids: list[int]) -> dict[int, Described]:
    rows = dict(NamedConcern.objects.filter(pk__in=ids).values_list("pk", "asking"))
    shown = refs.resolve(rows.values())
    return {
        number: Described(NamedConcern.ref_of(number), shown[asking].title, shown[asking].url)
        for number, asking in rows.items()
    }


def register() -> None:
    refs.describes("consultations.namedconcern", _named)
    readers.register(askings_about)
    readers.name_by(named_in)
    refs.describes("consultations.askingreport", _reports)
    refs.describes("consultations.annulledasking", _annulled)
    refs.describes("consultations.workson", _works_on)
