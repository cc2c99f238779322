"""How plan books, their parts and amendments are shown wherever a ref names one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from commonhall.core.refs import Described, describes
from commonhall.delivery.plan_books.models import (
    Book,
    BookAmendment,
    BookEdition,
    BookIndicator,
    BookPart,
    BookSupport,
    BookValue,
)

State = BookAmendment.State


def _books(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(
            row.ref,
            row.name,
            row.get_absolute_url(),
            str(row.standing),
            "plan",
            stopped=row.ended_on is not None,
        )
        for row in Book.objects.filter(pk__in=numbers)
    }


def _amendments(numbers: list[int]) -> dict[int, Described]:
    rows = BookAmendment.objects.filter(pk__in=numbers).select_related("part")
    return {
        row.pk: Described(
            row.ref,
            row.heading,
            row.get_absolute_url(),
            row.get_state_display(),
            "proposal",
            stopped=row.state in (State.REFUSED, State.WITHDRAWN),
        )
        for row in rows
    }


def _named(model: Any, *along: str) -> Any:
    def describe(numbers: list[int]) -> dict[int, Described]:
        rows = model.objects.filter(pk__in=numbers).select_related(*along)
        return {row.pk: Described(row.ref, str(row), row.get_absolute_url()) for row in rows}

    return describe


def _supports(numbers: list[int]) -> dict[int, Described]:
    rows = BookSupport.objects.filter(pk__in=numbers).select_related("amendment__part")
    return {
        row.pk: Described(row.ref, row.amendment.heading, row.amendment.get_absolute_url())
        for row in rows
    }


def _values(numbers: list[int]) -> dict[int, Described]:
    rows = BookValue.objects.filter(pk__in=numbers).select_related("indicator")
    return {
        row.pk: Described(
            row.ref,
            _("Value of an indicator: %(name)s") % {"name": row.indicator.name},
            row.indicator.get_absolute_url(),
        )
        for row in rows
    }


def register() -> None:
    describes("delivery.book", _books)
    describes("delivery.bookpart", _named(BookPart))
    describes("delivery.bookindicator", _named(BookIndicator))
    describes("delivery.bookedition", _named(BookEdition, "book"))
    describes("delivery.bookamendment", _amendments)
    describes("delivery.booksupport", _supports)
    describes("delivery.bookvalue", _values)
