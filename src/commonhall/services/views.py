"""Pages of services and floors."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.acts import clock, panels, threads, web
from commonhall.acts.gate import Act
from commonhall.acts.paging import page_for
from commonhall.hear.models import Case
from commonhall.look.forms import HouseForm
from commonhall.look.pages import page
from commonhall.people.actors import of_request
from commonhall.places.queries import units
from commonhall.services import acts, entitlement, forms, linked, queries
from commonhall.services.measures import MEASURES, parts
from commonhall.services.models import Floor, Service


# --- the catalogue --------------------------------------------------------------------------------
@page(_("Services"), asks="services.services")
def service_list(request: HttpRequest) -> HttpResponse:
    rows = queries.services()
    if body := request.GET.get("body", ""):
        rows = rows.filter(body__code=body)
    offer = web.Offer("set", acts.set_service, reverse("services:set"), {"unit": units().first()})
    context = {
        "page": page_for(request, rows),
        "set": web.doings(of_request(request), [offer])[0],
        "broken": list(queries.alarms().filter(ended_at=None).order_by("due_on")[:6]),
    }
    return render(request, "services/list.html", context)


@page(_("Service"), asks="services.services")
def service_page(request: HttpRequest, number: int) -> HttpResponse:
    rows = Service.objects.select_related(
        "body", "unit", "category", "basis__instrument", "organisation"
    )
    service = get_object_or_404(rows, pk=number)
    given = {"service": service}
    offers = [
        web.Offer("promise", acts.set_standard, reverse("services:set_standard", args=[number]), given),
        web.Offer("end", acts.end_service, reverse("services:end", args=[number]), given),
    ]  # fmt: skip
    doings = web.doings(of_request(request), offers)
    standards = list(service.standards.filter(ended_on=None).order_by("pk"))
    context = {
        "service": service,
        "rules": entitlement.judge(service.rules, {}),
        "standards": [{"standard": one, "measure": MEASURES[one.measure]} for one in standards],
        "floors": queries.floors().filter(service=service),
        "doings": [one for one in doings if one.allowed],
        "panels": panels.of("services.service", request, service),
        "linked": linked.service(request, service),
        "stations": threads.of(service.ref).stations,
    }
    return render(request, "services/service.html", context)


@page(_("Am I entitled?"), asks="services.entitlement", methods=("GET", "HEAD", "POST"))
def entitled(request: HttpRequest, number: int) -> HttpResponse:
    """Try the rules on oneself. The answers are judged in this request and kept nowhere."""
    service = get_object_or_404(queries.services(), pk=number)
    form, judged = forms.EntitledForm(request.POST or None, service=service), []
    if request.method == "POST" and form.is_valid():
        answers = {key: str(request.POST.get(key, ""))[:40] for key in form.fields}
        judged = entitlement.judge(service.rules, answers)
    context = {
        "service": service,
        "form": form,
        "judged": judged,
        "entitled": bool(judged) and all(one.met for one in judged),
        "unsure": any(one.met is None for one in judged),
    }
    response = render(
        request, "services/entitled.html", context, status=400 if form.errors else 200
    )
    response["Cache-Control"] = "no-store"
    return response


# --- floors ---------------------------------------------------------------------------------------
@page(_("Floors"), asks="services.floors")
def floor_list(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    rows = queries.alarms().filter(ended_at=None).order_by("due_on")
    offer = web.Offer(
        "set", acts.set_floor, reverse("services:set_floor"), {"unit": units().first()}
    )
    context = {
        "page": page_for(request, queries.floors()),
        "alarms": [{"alarm": row, "late": row.days_late(today)} for row in rows[:50]],
        "set": web.doings(of_request(request), [offer])[0],
    }
    return render(request, "services/floors.html", context)


@page(_("Floor"), asks="services.standings")
def floor_page(request: HttpRequest, number: int) -> HttpResponse:
    rows = Floor.objects.select_related("body", "unit", "category", "service", "basis__instrument")
    floor = get_object_or_404(rows, pk=number)
    given = {"floor": floor, "unit": floor.unit}
    offers = [
        web.Offer("report", acts.report_value, reverse("services:report", args=[number]), given),
        web.Offer("end", acts.end_floor, reverse("services:end_floor", args=[number]),
                  {"floor": floor}),
    ]  # fmt: skip
    today = clock.today()
    history = queries.alarms().filter(floor=floor).order_by("-pk")[:50]
    doings = web.doings(of_request(request), offers)
    context = {
        "floor": floor,
        "measure": MEASURES[floor.measure],
        "standings": queries.standings(floor, parts(floor.unit)),
        "alarms": [{"alarm": row, "late": row.days_late(today)} for row in history],
        "doings": [one for one in doings if one.allowed],
        "stations": threads.of(floor.ref).stations,
        "open": Case.State.OPEN,
    }
    return render(request, "services/floor.html", context)


# --- offices --------------------------------------------------------------------------------------
def act_on(
    request: HttpRequest,
    act: Act[Any],
    form: Any,
    back: str,
    given: dict[str, Any] | None = None,
    asked: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show a form, perform its act, come back to what it made or changed."""
    return web.form_page(
        request,
        of_request(request),
        act,
        form,
        back,
        "services/form.html",
        given=given,
        asked=asked,
    )


@page(_("Put a service in the catalogue"), who="account", performs="services.set_service")
def set_service(request: HttpRequest) -> HttpResponse:
    form = forms.ServiceForm(request.POST or None)
    asked = {"unit": units().first()}
    return act_on(request, acts.set_service, form, reverse("services:list"), asked=asked)


@page(_("Promise a standard"), who="account", performs="services.set_standard")
def set_standard(request: HttpRequest, number: int) -> HttpResponse:
    service = get_object_or_404(Service, pk=number)
    form = forms.StandardForm(request.POST or None)
    return act_on(request, acts.set_standard, form, service.get_absolute_url(), {"service": service})


@page(_("End a service"), who="account", performs="services.end_service")
def end_service(request: HttpRequest, number: int) -> HttpResponse:
    service = get_object_or_404(Service, pk=number)
    form = HouseForm(request.POST if request.method == "POST" else None)
    return act_on(request, acts.end_service, form, service.get_absolute_url(), {"service": service})


@page(_("Set a floor"), who="account", performs="services.set_floor")
def set_floor(request: HttpRequest) -> HttpResponse:
    form = forms.FloorForm(request.POST or None)
    asked = {"unit": units().first()}
    return act_on(request, acts.set_floor, form, reverse("services:floors"), asked=asked)


@page(_("Report a value"), who="account", performs="services.report_value")
def report_value(request: HttpRequest, number: int) -> HttpResponse:
    floor = get_object_or_404(Floor.objects.select_related("unit"), pk=number)
    form = forms.ValueForm(request.POST or None, floor=floor)
    asked = {"unit": floor.unit}
    return act_on(request, acts.report_value, form, floor.get_absolute_url(), {"floor": floor}, asked)


@page(_("End a floor"), who="account", performs="services.end_floor")
def end_floor(request: HttpRequest, number: int) -> HttpResponse:
    floor = get_object_or_404(Floor, pk=number)
    form = HouseForm(request.POST if request.method == "POST" else None)
    return act_on(request, acts.end_floor, form, floor.get_absolute_url(), {"floor": floor})
