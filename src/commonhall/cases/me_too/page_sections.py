"""How many a case concerns, on its page."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.actions.actors import Kind
from commonhall.cases.cases import rules
from commonhall.cases.cases.models import WAITING, Case
from commonhall.cases.me_too.actions import own
from commonhall.core.page_sections import section
from commonhall.people.actors import of_request


@section("cases.case", order=0)
def concerned(request: HttpRequest, case: Case) -> str:
    """The count, and the way to be counted or to be counted no longer."""
    actor = of_request(request)
    asks = actor.kind is not Kind.OFFICE and case.state in WAITING
    asks = asks and not rules.raised_by(actor, case) and not case.is_private
    if not (case.too or asks):
        return ""
    context = {"case": case, "asks": asks, "said": asks and own(actor, case)}
    return render_to_string("cases/parts/me_too.html", context, request)
