"""How cases and sources are shown wherever a ref names one."""

from __future__ import annotations

from django.urls import reverse

from commonhall.acts.registry import Described, describes
from commonhall.hear.models import Answer, Case, Category, Confirmation, Source
from commonhall.look.text import colon


def _cases(numbers: list[int]) -> dict[int, Described]:
    rows = Case.objects.filter(pk__in=numbers).only("title", "state")
    return {
        row.pk: Described(
            row.ref, row.heading, row.get_absolute_url(), row.get_state_display(), "need"
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


def _answers(numbers: list[int]) -> dict[int, Described]:
    rows = Answer.objects.filter(pk__in=numbers).select_related("case", "body")
    return {
        row.pk: Described(
            row.ref,
            f"{row.body.name}{colon()}{row.get_kind_display()}",
            row.case.get_absolute_url(),
            row.get_kind_display(),
            "delivery" if row.kind == Answer.Kind.DONE else "",
        )
        for row in rows
    }


def _confirmations(numbers: list[int]) -> dict[int, Described]:
    rows = Confirmation.objects.filter(pk__in=numbers).select_related("case")
    return {
        row.pk: Described(
            row.ref,
            row.get_verdict_display(),
            row.case.get_absolute_url(),
            row.get_verdict_display(),
            "confirmation",
        )
        for row in rows
    }


def _categories(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(row.ref, row.name, f"{reverse('hear:list')}?category={row.code}")
        for row in Category.objects.filter(pk__in=numbers)
    }


def register() -> None:
    describes("hear.case", _cases)
    describes("hear.source", _sources)
    describes("hear.category", _categories)
    describes("hear.answer", _answers)
    describes("hear.confirmation", _confirmations)
