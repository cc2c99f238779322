"""The page of conflicts in the law."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from commonhall.core import clock
from commonhall.law.conflicts import queries
from commonhall.ui.pages import page


@page(_("Conflicts in the law"), asks="law.conflicts")
def conflicts(request: HttpRequest) -> HttpResponse:
    """What contradicts itself, and what nobody may do."""
    found = queries.conflicts(clock.today())
    groups = [
        {"title": queries.KINDS[kind], "mend": queries.MENDS[kind], "rows": list(rows)}
        for kind, rows in groupby(found, lambda one: one.kind)
    ]
    return render(request, "law/conflicts.html", {"groups": groups})
