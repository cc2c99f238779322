"""The page of requests for recognition."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from commonhall.core.paging import page_for
from commonhall.law.recognitions import queries
from commonhall.law.recognitions.models import Recognition
from commonhall.ui.pages import page


@page(_("Recognition of organisations"), asks="law.recognitions")
def recognition_list(request: HttpRequest) -> HttpResponse:
    """Who asked for standing, by when the answer is due, and how it was answered, newest first."""
    state = request.GET.get("state", "")
    state = state if state in Recognition.State.values else ""
    found = page_for(request, queries.recognitions(state))
    context = {
        "page": found,
        "rows": found.rows,
        "states": Recognition.State.choices,
        "state": state,
    }
    return render(request, "law/recognitions.html", context)
