"""Floors on the page of a place; services on the page of a body."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.core.page_sections import section
from commonhall.people.bodies.models import Body
from commonhall.services.services import queries


@section("people.body", order=12)
def offered_by(request: HttpRequest, body: Body) -> str:
    rows = list(queries.services().filter(body=body).order_by("code")[:20])
    if not rows:
        return ""
    return render_to_string("services/parts/services.html", {"services": rows}, request)
