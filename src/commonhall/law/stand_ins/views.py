"""The page of a stand-in: for whom, until when; for who is asked, the way to accept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, second_factor
from commonhall.core import clock
from commonhall.core.paging import page_for
from commonhall.law.stand_ins import queries
from commonhall.people.actors import of_request
from commonhall.ui.pages import page


@page(_("Stand-ins"), asks="law.stand_ins")
def stand_in_list(request: HttpRequest) -> HttpResponse:
    """Who stands in for whom, or will; who was asked is named once they have accepted."""
    context = {"page": page_for(request, queries.running(clock.today()))}
    return render(request, "law/stand_ins.html", context)


@page(_("Stand-in"), asks="law.stand_ins")
def stand_in(request: HttpRequest, number: int) -> HttpResponse:
    """Who was asked stands here for them and the holder alone, until they accept."""
    found = get_object_or_404(queries.stand_ins(), pk=number)
    actor, today = of_request(request), clock.today()
    asked = actor.person is not None and actor.person == found.person_id
    own = asked or (actor.person is not None and actor.person == found.holder.person_id)
    context = {
        "stand_in": found,
        "asked": asked,
        "named": own or found.accepted,
        "over": found.is_over(today),
        "runs": found.term is not None and found.term.runs(today),
        "second_factor": not asked or second_factor.has_one(actor.account_id),
        "available_actions": [one for one in action_pages.available(actor, found) if one.allowed],
    }
    return render(request, "law/stand_in.html", context)
