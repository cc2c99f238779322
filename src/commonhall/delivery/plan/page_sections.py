"""The plan on the pages of places, bodies, organisations and services."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.consultations.comments.subjects import debated
from commonhall.core.page_sections import section
from commonhall.delivery.plan import queries
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit

SHOWN = 6

debated("delivery.item")


@section("places.unit", order=15)
def planned_here(request: HttpRequest, unit: Unit) -> str:
    rows = queries.items().filter(unit__path__startswith=unit.path).order_by("-pk")[:SHOWN]
    return _items(request, list(rows))


@section("people.body", order=18)
def planned_by(request: HttpRequest, body: Body) -> str:
    rows = list(queries.items().filter(body=body).order_by("-pk")[:SHOWN])
    return _items(request, rows)


def _items(request: HttpRequest, rows: Sequence[object]) -> str:
    if not rows:
        return ""
    context = {"items": rows}
    return render_to_string("delivery/parts/items.html", context, request)
