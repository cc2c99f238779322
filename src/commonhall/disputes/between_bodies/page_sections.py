"""That a case stands before the arbiter, on the case's own page."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.cases.cases.models import Case
from commonhall.core import clock
from commonhall.core.page_sections import section


@section("cases.case", order=3)
def before_the_arbiter(request: HttpRequest, case: Case) -> str:
    """Asked only of a case whose body is or was in question."""
    if case.disputed_to_id is None and not case.settled:
        return ""
    rows = case.body_disputes.select_related("claimant", "body").order_by("-pk")[:1]
    context = {"disputes": rows, "today": clock.today()}
    return render_to_string("disputes/parts/of_case.html", context, request) if rows else ""
