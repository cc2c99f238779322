"""How cases and sources are shown wherever a ref names one."""

from __future__ import annotations

from django.urls import reverse

from commonhall.acts.registry import Described, describes
from commonhall.hear.models import Answer, Case, Category, Confirmation, Source


def _cases(numbers: list[int]) -> dict[int, Described]:
    rows = Case.objects.filter(pk__in=numbers).only("title", "state")
    return {
        row.pk: Described(
            row.ref, row.title, row.get_absolute_url(), row.get_state_display(), "need"
        )
        for row in rows
    }


def _sources(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(
            row.ref, row.title, row.get_absolute_url(), row.get_state_display(), "source"
        )
        for row in Source.objects.filter(pk__in=numbers)
    }


def _of_case(model: type[Answer] | type[Confirmation]) -> None:
    def describer(numbers: list[int]) -> dict[int, Described]:
        rows = model.objects.filter(pk__in=numbers).select_related("case")
        return {
            row.pk: Described(row.ref, row.case.title, row.case.get_absolute_url()) for row in rows
        }

    describes(model._meta.label_lower, describer)


def _categories(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(row.ref, row.name, f"{reverse('hear:list')}?category={row.code}")
        for row in Category.objects.filter(pk__in=numbers)
    }


def register() -> None:
    describes("hear.case", _cases)
    describes("hear.source", _sources)
    describes("hear.category", _categories)
    _of_case(Answer)
    _of_case(Confirmation)
