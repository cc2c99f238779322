"""From which line of the budget something is paid, on its page; what the budget gives a place, on its own."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, QuerySet, Sum
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from commonhall.consultations.comments.subjects import debated
from commonhall.core import clock
from commonhall.core.money import Money
from commonhall.core.page_sections import section
from commonhall.delivery.budget_book import queries
from commonhall.delivery.budget_book.models import BudgetBook, BudgetLine
from commonhall.places.models import Unit

debated("delivery.budgetbook")
debated("delivery.budgetline")


@section("delivery.item", order=7)
@section("delivery.contract", order=7)
def paid_from(request: HttpRequest, thing: Any) -> str:
    """The line it is paid from, in words; for a contract that names none, that of its part of the plan."""
    item = getattr(thing, "item", None)
    number = thing.line_id or (item.line_id if item is not None else None)
    if number is None:
        return ""
    line = BudgetLine.objects.select_related("book").get(pk=number)
    return render_to_string("delivery/parts/paid_from.html", {"line": line}, request)


@section("places.unit", order=16)
def given_to_place(request: HttpRequest, unit: Unit) -> str:
    """What the budget gives to a place itself; two queries, one where there is no budget."""
    book = queries.newest(clock.today())
    if book is None or not book.in_force:
        return ""
    found = (
        _counted(book)
        .filter(unit=unit)
        .aggregate(amount=Sum(F("planned") + F("moved")), count=Count("pk"))
    )
    if not found["count"]:
        return ""
    address = reverse("delivery:budget_lines", args=[book.pk])
    context = {
        "book": book,
        "amount": Money(found["amount"], book.currency),
        "count": found["count"],
        "url": f"{address}?{urlencode({'place': unit.code, 'kind': BudgetLine.Kind.EXPENSE.value})}",
    }
    return render_to_string("delivery/parts/given_by_budget.html", context, request)


def _counted(book: BudgetBook) -> QuerySet[BudgetLine]:
    """Lines of expenses of the edition in force."""
    rows: QuerySet[BudgetLine] = BudgetLine.objects.filter(
        book=book, dropped=False, kind=BudgetLine.Kind.EXPENSE, since__lte=book.edition
    )
    return rows
