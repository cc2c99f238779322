"""Before and after, on the page of a case."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.cases.cases.models import Case
from commonhall.core.page_sections import section


@section("cases.case", order=1)
def before_and_after(request: HttpRequest, case: Case) -> str:
    """More photos of the matter, and those of what was done."""
    rows = list(case.pictures.exclude(image="").order_by("pk"))
    if not rows:
        return ""
    before = [one for one in rows if one.answer_id is None]
    after = [one for one in rows if one.answer_id is not None]
    context = {"case": case, "before": before, "after": after}
    return render_to_string("cases/parts/pictures.html", context, request)
