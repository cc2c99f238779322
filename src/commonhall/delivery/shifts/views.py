"""Pages of shifts, and the calendar of what was promised."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import pages, threads
from commonhall.core import clock
from commonhall.core.paging import page_for
from commonhall.delivery.plan.views import perform
from commonhall.delivery.shifts import actions, forms, queries
from commonhall.people.actors import of_request
from commonhall.ui.pages import page


@page(_("Hands wanted"), asks="delivery.shifts")
def shift_list(request: HttpRequest) -> HttpResponse:
    rows = queries.shifts().filter(cancelled=False)
    offer = pages.Offer("offer", actions.offer_shift, reverse("delivery:offer"), {})
    context = {
        "coming": list(rows.filter(starts_at__gte=clock.now()).order_by("starts_at")[:50]),
        "page": page_for(request, rows.filter(starts_at__lt=clock.now())),
        "offer": pages.available_actions(of_request(request), [offer])[0],
    }
    return render(request, "delivery/shifts.html", context)


@page(_("Shift"), asks="delivery.shifts", performs=("delivery.join_shift", "delivery.leave_shift"))
def shift_page(request: HttpRequest, number: int) -> HttpResponse:
    shift = get_object_or_404(queries.shifts(), pk=number)
    actor = of_request(request)
    mine = queries.volunteer_of(actor.person_id, shift)
    action = actions.leave_shift if mine else actions.join_shift
    if request.method == "POST":
        pages.tell(request, action, action.perform(actor, shift=shift))
        return redirect(shift)
    given = {"shift": shift}
    offers = [
        pages.Offer("mine", action, "", given),
        pages.Offer(
            "came", actions.count_volunteers, reverse("delivery:came", args=[number]), given
        ),
    ]
    available_actions = pages.available_actions(actor, offers)
    context = {
        "shift": shift,
        "mine": mine,
        "doing": available_actions[0],
        "count": available_actions[1],
        "came": shift.hands.filter(came=True).count(),
        "over": shift.starts_at <= clock.now(),
        "stations": threads.of(shift.ref).stations,
    }
    return render(request, "delivery/shift.html", context)


@page(_("Ask for hands"), who="account", performs="delivery.offer_shift")
def offer(request: HttpRequest) -> HttpResponse:
    form = forms.ShiftForm(request.POST or None)
    return perform(request, actions.offer_shift, form, reverse("delivery:shifts"))


@page(_("Say who came"), who="account", performs="delivery.count_volunteers")
def came(request: HttpRequest, number: int) -> HttpResponse:
    shift = get_object_or_404(queries.shifts(), pk=number)
    permitted = actions.count_volunteers.permitted(of_request(request), shift=shift)
    # Names are for whoever asked for hands; nobody else even sees the form.
    form = forms.CameForm(
        (request.POST if request.method == "POST" else None) if permitted else None, shift=shift
    )
    if not permitted:
        form.fields["came"].choices = []  # type: ignore[attr-defined]
    return perform(
        request, actions.count_volunteers, form, shift.get_absolute_url(), {"shift": shift}
    )
