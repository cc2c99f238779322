"""The receipt of a case that was taken in for somebody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.cases.cases import queries as case_queries
from commonhall.people.actors import of_request
from commonhall.ui.pages import page


@page(_("Receipt"), who="account", asks="cases.receipt")
def receipt(request: HttpRequest, number: int) -> HttpResponse:
    """To print or to read out; shown to the body that took the case in."""
    actor = of_request(request)
    rows = case_queries.complete().select_related("category", "unit", "body", "taken_by__body")
    case = get_object_or_404(rows.exclude(taken_by=None), pk=number)
    taken_by = case.taken_by
    if actor.kind is not Kind.OFFICE or taken_by is None or taken_by.body_id != actor.body:
        raise Http404
    code = f"{case.receipt[:4]} {case.receipt[4:]}"
    context = {
        "case": case,
        "code": code,
        "address": request.build_absolute_uri(case.get_absolute_url()),
    }
    return render(request, "cases/receipt.html", context)
