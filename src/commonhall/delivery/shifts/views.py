"""Pages of shifts: the list, and one with what may be done with it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, threads
from commonhall.core import clock
from commonhall.core.paging import page_for
from commonhall.delivery.shifts import actions, queries
from commonhall.people.actors import of_request
from commonhall.ui.pages import page

# Why one of joining and leaving is refused where the other is what one can do.
THE_OTHER_ONE = {"joined", "not-joined"}


@page(_("Volunteers needed"), asks="delivery.shifts")
def shift_list(request: HttpRequest) -> HttpResponse:
    rows = queries.shifts().filter(cancelled=False)
    context = {
        "coming": list(rows.filter(starts_at__gte=clock.now()).order_by("starts_at")[:50]),
        "page": page_for(request, rows.filter(starts_at__lt=clock.now())),
        "offer": actions.offer_shift,
        "offer_url": action_pages.url_of(actions.offer_shift),
        "offer_refusal": action_pages.refusal_of(of_request(request), actions.offer_shift),
    }
    return render(request, "delivery/shifts.html", context)


@page(_("Shift"), asks="delivery.shifts")
def shift_page(request: HttpRequest, number: int) -> HttpResponse:
    shift = get_object_or_404(queries.shifts(), pk=number)
    actor = of_request(request)
    available = action_pages.available(actor, shift)
    context = {
        "shift": shift,
        "mine": queries.volunteer_of(actor.person_id, shift),
        "available_actions": [one for one in available if one.code not in THE_OTHER_ONE],
        "came": shift.hands.filter(came=True).count(),
        "over": shift.starts_at <= clock.now(),
        "stations": threads.of(shift.ref).stations,
    }
    return render(request, "delivery/shift.html", context)
