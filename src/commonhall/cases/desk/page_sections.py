"""What the desk shows on a case's page: to the offices of the body that holds it, and to nobody else."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.actions.actors import Kind
from commonhall.cases.cases.models import Case
from commonhall.cases.desk import queries, waiting
from commonhall.core.page_sections import section
from commonhall.law.recognitions import queries as recognition_queries
from commonhall.people.actors import of_request

RECOGNITIONS = 10


@section("cases.case", order=10)
def for_the_body(request: HttpRequest, case: Case) -> str:
    """Who works on it, how much it presses, who is asked outside, and the internal notes."""
    actor = of_request(request)
    if actor.kind is not Kind.OFFICE:
        return ""
    notes, own = list(queries.notes(actor, case)), case.body_id == actor.body_id
    if not (own or notes):
        return ""
    asked = case.answers.filter(body=actor.body_id).exclude(party="").exclude(contact="")
    context = {"case": case, "notes": notes, "own": own, "contacts": list(asked) if own else []}
    return render_to_string("cases/parts/notes.html", context, request)


def recognitions(request: HttpRequest, actor: Any) -> str:
    """Organisations that ask the office's body for recognition, the oldest first; one query."""
    rows = recognition_queries.waiting(actor.body_id)[:RECOGNITIONS]
    return render_to_string("law/parts/recognitions_waiting.html", {"rows": rows}, request)


waiting.kind("recognition", rows=recognition_queries.waiting, show=recognitions, order=16)


@section("cases.desk", order=10)
def waits_too(request: HttpRequest, actor: Any) -> str:
    """What waits beside cases."""
    return "".join(waiting.of(request, actor))
