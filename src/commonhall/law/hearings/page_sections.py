"""Hearings on the page of the body whose reviewer would be removed."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.actions import action_pages
from commonhall.core import clock
from commonhall.core.page_sections import section
from commonhall.law.hearings import queries
from commonhall.law.hearings.actions import answer_hearing
from commonhall.people.actors import of_request
from commonhall.people.bodies.models import Body

SHOWN = 10


@section("people.body", order=7)
def hearings(request: HttpRequest, body: Body) -> str:
    """The reasons for which a reviewer would be removed, until which day they answer, and what they said."""
    rows = list(queries.hearings(body.pk)[:SHOWN])
    if not rows:
        return ""
    today, actor = clock.today(), of_request(request)
    context = {
        "rows": [
            {
                "hearing": one,
                "over": one.is_over(today),
                "url": action_pages.url_of(answer_hearing, one)
                if not one.is_over(today) and answer_hearing.check(actor, one)
                else "",
            }
            for one in rows
        ],
        "answer": answer_hearing,
    }
    return render_to_string("law/parts/hearings.html", context, request)
