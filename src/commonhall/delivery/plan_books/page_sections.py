"""Plan books on the pages of places; which book an item carries out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.consultations.comments.subjects import debated
from commonhall.core.page_sections import section
from commonhall.delivery.plan.models import Item
from commonhall.delivery.plan_books import queries
from commonhall.places.models import Unit

SHOWN = 5
debated("delivery.book")


@section("places.unit", order=14)
def books_here(request: HttpRequest, unit: Unit) -> str:
    return _books(request, queries.books().filter(unit__path__startswith=unit.path))


def _books(request: HttpRequest, rows: Any) -> str:
    found = list(rows.order_by("-pk")[:SHOWN])
    if not found:
        return ""
    return render_to_string("delivery/parts/books.html", {"books": found}, request)


@section("delivery.item", order=5)
def carries_out(request: HttpRequest, item: Item) -> str:
    """The part of a plan book that it carries out."""
    if item.part_id is None:
        return ""
    return render_to_string("delivery/parts/in_book.html", {"part": item.part}, request)
