"""The public roll of mediators."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.core import clock
from commonhall.disputes.mediators import queries
from commonhall.disputes.mediators.actions import appoint_mediator, end_mediator
from commonhall.people.actors import of_request
from commonhall.ui.pages import page


@page(_("Mediators"), asks="disputes.mediators")
def roll(request: HttpRequest) -> HttpResponse:
    """Who mediates: name, training, term and who appointed them. No count of cases, no rank."""
    actor = of_request(request)
    rows = list(queries.roll(clock.today()))
    may_end = bool(rows) and bool(end_mediator.check(actor, rows[0]))
    context = {
        "rows": [(one, action_pages.url_of(end_mediator, one) if may_end else "") for one in rows],
        "appoint_url": action_pages.url_of(appoint_mediator),
        "may_appoint": bool(appoint_mediator.check(actor)),
        "appoint": appoint_mediator,
        "end": end_mediator,
    }
    return render(request, "disputes/mediators.html", context)
