"""What became of a body's promises, on its page."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.core import clock
from commonhall.core.page_sections import section
from commonhall.law.promises import queries
from commonhall.law.promises.models import Promise
from commonhall.law.promises.views import strip_of
from commonhall.people.bodies.models import Body


@section("people.body", order=17)
def promised_by(request: HttpRequest, body: Body) -> str:
    """One bar, and how many words are owed."""
    counts = queries.in_all(Promise.objects.filter(body=body), clock.today())
    if not counts.made:
        return ""
    context = {"body": body, "counts": counts, "strip": strip_of(counts, body=body.code)}
    return render_to_string("law/parts/promises_of_body.html", context, request)
