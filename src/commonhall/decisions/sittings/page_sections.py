"""The sittings of a body, on its page."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.core.page_sections import section
from commonhall.decisions.sittings import queries
from commonhall.people.bodies.models import Body

SHOWN = 5


@section("people.body", order=7)
def coming(request: HttpRequest, body: Body) -> str:
    """When it meets next, with its calendar."""
    rows = list(queries.coming(body.pk)[:SHOWN])
    if not rows:
        return ""
    return render_to_string(
        "decisions/parts/sittings_of_body.html", {"rows": rows, "body": body}, request
    )
