"""The page of the ways on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.disputes.ways_on.actions import add_way_on, remove_way_on
from commonhall.disputes.ways_on.queries import ways
from commonhall.people.actors import of_request
from commonhall.ui.pages import page


@page(_("Ways on and help"), asks="disputes.ways_on")
def ways_on(request: HttpRequest) -> HttpResponse:
    """Where people go when mediation ends, and who helps at once."""
    actor = of_request(request)
    rows = ways()
    may_remove = bool(rows) and bool(remove_way_on.check(actor, rows[0]))
    context = {
        "ways": rows,
        "rows": [
            (one, action_pages.url_of(remove_way_on, one) if may_remove else "") for one in rows
        ],
        "may_add": bool(add_way_on.check(actor)),
        "add": add_way_on,
        "add_url": action_pages.url_of(add_way_on),
        "remove": remove_way_on,
    }
    return render(request, "disputes/ways_on.html", context)
