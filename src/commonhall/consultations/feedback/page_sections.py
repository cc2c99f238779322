"""On the page of what has ended: the form while it is open, then what came out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.consultations.feedback import presentation, queries
from commonhall.consultations.feedback.counting import ALL
from commonhall.core.page_sections import section

# What is still open was not asked about: its page costs no query for this.
RUNNING = ("open", "announced", "called-off", "inviting", "working", "void", "annulled")


def how_it_was(request: HttpRequest, thing: Any) -> str:
    """One query, and none where the thing has not ended. A meeting's page leads there by its thread."""
    row = None if thing.state in RUNNING else queries.of_thing(thing.ref)
    if row is None:
        return ""
    context = {
        "feedback": row,
        "points": presentation.points(row.points[ALL][0]) if row.told else "",
        "people": row.points[ALL][3] if row.told else 0,
    }
    return render_to_string("consultations/parts/how_it_was.html", context, request)


for _page in ("consultations.conversation", "consultations.roundtable"):
    section(_page, order=40)(how_it_was)
section("decisions.panel", order=40)(how_it_was)
