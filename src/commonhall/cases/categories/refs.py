"""How categories are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.actions import notifications
from commonhall.cases.categories.models import Category, Question
from commonhall.core.refs import Described, describes


def _categories(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(row.ref, row.name, row.get_absolute_url())
        for row in Category.objects.filter(pk__in=numbers)
    }


def _questions(numbers: list[int]) -> dict[int, Described]:
    rows = Question.objects.filter(pk__in=numbers).select_related("category")
    return {row.pk: Described(row.ref, row.name, row.get_absolute_url()) for row in rows}


def register() -> None:
    describes("cases.question", _questions)
    notifications.wide("cases.category")
    describes("cases.category", _categories)
