"""What a case's page shows of the cases that are the same matter, or perhaps are."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.actions.actors import Kind
from commonhall.cases.cases import rules
from commonhall.cases.cases.models import Case
from commonhall.cases.duplicates.similar import like
from commonhall.core.page_sections import section
from commonhall.people.actors import of_request

MOST = 20


@section("cases.case", order=5)
def same_matter(request: HttpRequest, case: Case) -> str:
    """The case it is joined with, those joined with it, and to its body those that are perhaps the same."""
    actor = of_request(request)
    desk = actor.kind is Kind.OFFICE and actor.body == case.body_id and case.waits
    voices = list(case.voices.order_by("pk")[: MOST + 1]) if case.main_id is None else []
    found = like(case) if desk and case.main_id is None else []
    if not (case.main_id or voices or found):
        return ""
    context = {
        "case": case,
        "voices": voices[:MOST],
        "more": len(voices) > MOST,
        "found": found,
        "numbers": " ".join(str(one.pk) for one in found),
        "mine": case.main_id and actor.kind is not Kind.OFFICE and rules.raised_by(actor, case),
    }
    return render_to_string("cases/parts/same_matter.html", context, request)
