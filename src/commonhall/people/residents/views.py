"""Pages of residents: how one is confirmed, and who confirms."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.people import actors
from commonhall.people.residents import actions, queries
from commonhall.ui.pages import page

# Its address stands among the pages of one's own; otherwise it is a page like that of every action.
verify = action_pages.view_of(actions.verify_by_census)


@page(_("Residents"), asks="people.residents")
def residents(request: HttpRequest) -> HttpResponse:
    actor = actors.of_request(request)
    offered = (actions.verify_by_census, actions.verify_resident, actions.import_census)
    context = {
        "count": queries.confirmed_residents(),
        "links": [
            (one, action_pages.url_of(one))
            for one in offered
            if not action_pages.refusal_of(actor, one)
        ],
    }
    return render(request, "people/residents.html", context)
