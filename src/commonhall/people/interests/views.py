"""Pages of interests: those one has declared oneself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.core import clock, refs
from commonhall.people import actors
from commonhall.people.interests import actions
from commonhall.people.interests.models import Interest
from commonhall.ui.pages import page


@page(_("Interests I declared"), who="account", asks="people.interests")
def my_interests(request: HttpRequest) -> HttpResponse:
    actor = actors.of_request(request)
    found = Interest.objects.filter(actors.in_force(clock.today()), person_id=actor.person_id)
    mine = list(found.select_related("office").order_by("-pk"))
    shown, memo = refs.resolve(one.target for one in mine), {}  # type: ignore[var-annotated]
    context = {
        "interests": [
            {
                "interest": one,
                "target": shown[one.target],
                "links": action_pages.open_to(actor, one, memo),
            }
            for one in mine
        ],
        "declare": actions.declare_interest,
        "url": action_pages.url_of(actions.declare_interest),
        "refusal": action_pages.refusal_of(actor, actions.declare_interest),
    }
    return render(request, "people/interests.html", context)
