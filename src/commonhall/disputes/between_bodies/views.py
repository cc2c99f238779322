"""Pages of disputes between bodies."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, threads
from commonhall.core import clock
from commonhall.core.paging import page_for
from commonhall.disputes.between_bodies import queries
from commonhall.disputes.between_bodies.actions import bring_before_arbiter, report_duty
from commonhall.people.actors import of_request
from commonhall.ui.pages import page


@page(_("Disputes between bodies"), asks="disputes.body_disputes")
def body_disputes(request: HttpRequest) -> HttpResponse:
    """All of them, the newest first."""
    context = {
        "page": page_for(request, queries.body_disputes()),
        "today": clock.today(),
        "may_bring": bool(bring_before_arbiter.check(of_request(request))),
        "bring": bring_before_arbiter,
        "bring_url": action_pages.url_of(bring_before_arbiter),
    }
    return render(request, "disputes/body_disputes.html", context)


@page(_("Dispute between bodies"), asks=("disputes.body_dispute", "actions.threads"))
def body_dispute(request: HttpRequest, number: int) -> HttpResponse:
    """What each says, what was decided, and what follows from it."""
    found = get_object_or_404(queries.body_disputes(), pk=number)
    actor = of_request(request)
    context = {
        "dispute": found,
        "late": found.waits and found.due_on is not None and found.due_on < clock.today(),
        "duties": [
            (one, action_pages.url_of(report_duty, one) if one.body_id == actor.body else "")
            for one in queries.duties(found)
        ],
        "report": report_duty,
        "available_actions": action_pages.available(actor, found),
        "stations": threads.of(found.ref).stations,
    }
    return render(request, "disputes/body_dispute.html", context)
