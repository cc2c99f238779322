"""From which line of the budget a part of the plan or a contract is paid, on its page; comments on books and lines."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.consultations.comments.subjects import debated
from commonhall.core.page_sections import section
from commonhall.delivery.budget_book.models import BudgetLine

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
