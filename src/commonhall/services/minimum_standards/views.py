"""Pages of minimum standards."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import pages, threads
from commonhall.cases.cases.models import Case
from commonhall.core import clock
from commonhall.core.paging import page_for
from commonhall.people.actors import of_request
from commonhall.places.queries import units
from commonhall.services.minimum_standards import actions, forms, queries
from commonhall.services.minimum_standards.measures import MEASURES, parts
from commonhall.services.minimum_standards.models import MinimumStandard
from commonhall.services.services.views import action_page
from commonhall.ui.forms import HallForm
from commonhall.ui.pages import page


# --- minimum standards----------------------------------------------------------------------------------
@page(_("Floors"), asks="services.minimum_standards")
def minimum_standard_list(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    rows = queries.alarms().filter(ended_at=None).order_by("due_on")
    offer = pages.Offer(
        "set",
        actions.set_minimum_standard,
        reverse("services:set_minimum_standard"),
        {"unit": units().first()},
    )
    context = {
        "page": page_for(request, queries.minimum_standards()),
        "alarms": [{"alarm": row, "late": row.days_late(today)} for row in rows[:50]],
        "set": pages.available_actions(of_request(request), [offer])[0],
    }
    return render(request, "services/minimum_standards.html", context)


@page(_("Floor"), asks="services.standings")
def minimum_standard_page(request: HttpRequest, number: int) -> HttpResponse:
    rows = MinimumStandard.objects.select_related(
        "body", "unit", "category", "service", "basis__instrument"
    )
    minimum_standard = get_object_or_404(rows, pk=number)
    given = {"minimum_standard": minimum_standard, "unit": minimum_standard.unit}
    offers = [
        pages.Offer("report", actions.report_value, reverse("services:report", args=[number]), given),
        pages.Offer("end", actions.end_minimum_standard, reverse("services:end_minimum_standard", args=[number]),
                  {"minimum_standard": minimum_standard}),
    ]  # fmt: skip
    today = clock.today()
    history = queries.alarms().filter(minimum_standard=minimum_standard).order_by("-pk")[:50]
    available_actions = pages.available_actions(of_request(request), offers)
    context = {
        "minimum_standard": minimum_standard,
        "measure": MEASURES[minimum_standard.measure],
        "standings": queries.standings(minimum_standard, parts(minimum_standard.unit)),
        "alarms": [{"alarm": row, "late": row.days_late(today)} for row in history],
        "available_actions": [one for one in available_actions if one.allowed],
        "stations": threads.of(minimum_standard.ref).stations,
        "open": Case.State.OPEN,
    }
    return render(request, "services/minimum_standard.html", context)


@page(_("Set a floor"), who="account", performs="services.set_minimum_standard")
def set_minimum_standard(request: HttpRequest) -> HttpResponse:
    form = forms.MinimumStandardForm(request.POST or None)
    asked = {"unit": units().first()}
    return action_page(
        request,
        actions.set_minimum_standard,
        form,
        reverse("services:minimum_standards"),
        asked=asked,
    )


@page(_("Report a value"), who="account", performs="services.report_value")
def report_value(request: HttpRequest, number: int) -> HttpResponse:
    minimum_standard = get_object_or_404(MinimumStandard.objects.select_related("unit"), pk=number)
    form = forms.ValueForm(request.POST or None, minimum_standard=minimum_standard)
    asked = {"unit": minimum_standard.unit}
    return action_page(
        request,
        actions.report_value,
        form,
        minimum_standard.get_absolute_url(),
        {"minimum_standard": minimum_standard},
        asked,
    )


@page(_("End a floor"), who="account", performs="services.end_minimum_standard")
def end_minimum_standard(request: HttpRequest, number: int) -> HttpResponse:
    minimum_standard = get_object_or_404(MinimumStandard, pk=number)
    form = HallForm(request.POST if request.method == "POST" else None)
    return action_page(
        request,
        actions.end_minimum_standard,
        form,
        minimum_standard.get_absolute_url(),
        {"minimum_standard": minimum_standard},
    )
