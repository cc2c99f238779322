"""Plan books on the pages of places; amendments to answer on the desk; which book an item carries out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.consultations.comments.subjects import debated
from commonhall.core import clock
from commonhall.core.page_sections import section
from commonhall.delivery.plan.models import Item
from commonhall.delivery.plan_books import queries
from commonhall.places.models import Unit

SHOWN, WAITING = 5, 20
debated("delivery.book")


@section("places.unit", order=14)
def books_here(request: HttpRequest, unit: Unit) -> str:
    return _books(request, queries.books().filter(unit__path__startswith=unit.path))


def _books(request: HttpRequest, rows: Any) -> str:
    found = list(rows.order_by("-pk")[:SHOWN])
    if not found:
        return ""
    return render_to_string("delivery/parts/books.html", {"books": found}, request)


@section("cases.desk", order=12)
def on_the_desk(request: HttpRequest, actor: Any) -> str:
    """Amendments that the office's body must answer, with the day of each; one query."""
    today = clock.today()
    rows = [
        {"one": one, "late": queries.late(one, today)}
        for one in queries.to_answer(actor.body_id)[:WAITING]
    ]
    if not rows:
        return ""
    return render_to_string("delivery/parts/amendments_to_answer.html", {"rows": rows}, request)


@section("delivery.item", order=5)
def carries_out(request: HttpRequest, item: Item) -> str:
    """The part of a plan book that it carries out."""
    if item.part_id is None:
        return ""
    return render_to_string("delivery/parts/in_book.html", {"part": item.part}, request)
