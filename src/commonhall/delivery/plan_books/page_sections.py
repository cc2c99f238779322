"""Which book an item carries out."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.consultations.comments.subjects import debated
from commonhall.core.page_sections import section
from commonhall.delivery.plan.models import Item

debated("delivery.book")


@section("delivery.item", order=5)
def carries_out(request: HttpRequest, item: Item) -> str:
    """The part of a plan book that it carries out."""
    if item.part_id is None:
        return ""
    return render_to_string("delivery/parts/in_book.html", {"part": item.part}, request)
