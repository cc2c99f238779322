"""What a body must answer of what residents propose for plans, on its desk: amendments of plan books, and projects."""

from __future__ import annotations

from typing import Any

from django.db.models import Value
from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.core import clock
from commonhall.core.page_sections import section
from commonhall.delivery.plan_books import queries as books
from commonhall.delivery.projects import queries as projects

WAITING = 20


@section("cases.desk", order=12)
def on_the_desk(request: HttpRequest, actor: Any) -> str:
    """What waits for the office's body, with the day of each; one query where nothing does."""
    amendments, asked = books.to_answer(actor.body_id), projects.to_answer(actor.body_id)
    first = amendments.order_by().annotate(what=Value("amendment")).values_list("what", flat=True)
    second = asked.order_by().annotate(what=Value("project")).values_list("what", flat=True)
    waiting = set(first.union(second))
    parts = ""
    if "amendment" in waiting:
        today = clock.today()
        found = amendments[:WAITING]
        rows = [{"one": one, "late": books.late(one, today)} for one in found]
        template = "delivery/parts/amendments_to_answer.html"
        parts += render_to_string(template, {"rows": rows}, request)
    if "project" in waiting:
        context = {"projects": list(asked[:WAITING]), "how": "asked"}
        parts += render_to_string("delivery/parts/projects.html", context, request)
    return parts
