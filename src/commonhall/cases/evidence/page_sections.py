"""What others know of a case, on its page."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.actions.actors import Kind
from commonhall.cases.cases.models import Case
from commonhall.core.page_sections import section
from commonhall.people.actors import of_request


@section("cases.case", order=2)
def added(request: HttpRequest, case: Case) -> str:
    """Each with its photo; what was set aside says why; what was erased is not shown. One query."""
    rows = list(case.evidence.select_related("organisation").order_by("pk"))
    rows = [one for one in rows if one.text or one.image or one.set_aside_on]
    if not rows:
        return ""
    actor = of_request(request)
    own = actor.kind is Kind.OFFICE and actor.body == case.body_id
    return render_to_string("cases/parts/evidence.html", {"rows": rows, "own": own}, request)
