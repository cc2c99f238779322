"""What members of a body decided urgently, what it must check, and its next sittings, on its page."""

from __future__ import annotations

from django.db.models import Exists
from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.core.page_sections import section
from commonhall.decisions.proposals import page_sections as proposal_sections
from commonhall.decisions.proposals import queries as proposal_queries
from commonhall.decisions.sittings import queries
from commonhall.decisions.urgent import queries as urgent_queries
from commonhall.people.bodies.models import Body

SHOWN = 5
URGENT, SITTINGS = "decisions/parts/urgent_of_body.html", "decisions/parts/sittings_of_body.html"


@section("people.body", order=4)
def coming(request: HttpRequest, body: Body) -> str:
    """What waits for its vote or its check, and when it meets; one query for a body that has none of it."""
    waiting, sittings = urgent_queries.in_force_of(body.pk), queries.coming(body.pk)
    checks = proposal_queries.to_check(body.pk)
    found = Body.objects.filter(pk=body.pk).values_list(
        Exists(waiting), Exists(checks), Exists(sittings)
    )
    waits, must_check, meets = found[0]
    context = {"body": body}
    shown = ""
    if waits:
        shown += render_to_string(URGENT, {**context, "rows": waiting[:SHOWN]}, request)
    if must_check:
        shown += proposal_sections.checks(request, checks)
    if meets:
        shown += render_to_string(SITTINGS, {**context, "rows": sittings[:SHOWN]}, request)
    return shown
