"""Pages of services and floors."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import pages, threads
from commonhall.actions.declaration import Action
from commonhall.core import page_sections
from commonhall.core.paging import page_for
from commonhall.people.actors import of_request
from commonhall.places.queries import units
from commonhall.services.minimum_standards import queries as standard_queries
from commonhall.services.minimum_standards.measures import MEASURES
from commonhall.services.services import actions, cpsv_ap, entitlement, forms
from commonhall.services.services import queries as service_queries
from commonhall.services.services.models import Service
from commonhall.ui.forms import HallForm
from commonhall.ui.pages import page


# --- the catalogue --------------------------------------------------------------------------------
@page(_("Services"), asks="services.services")
def service_list(request: HttpRequest) -> HttpResponse:
    rows = service_queries.services()
    if body := request.GET.get("body", ""):
        rows = rows.filter(body__code=body)
    offer = pages.Offer(
        "set", actions.set_service, reverse("services:set"), {"unit": units().first()}
    )
    context = {
        "page": page_for(request, rows),
        "set": pages.available_actions(of_request(request), [offer])[0],
        "broken": list(standard_queries.alarms().filter(ended_at=None).order_by("due_on")[:6]),
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
        pages.Offer("promise", actions.set_standard, reverse("services:set_standard", args=[number]), given),
        pages.Offer("end", actions.end_service, reverse("services:end", args=[number]), given),
    ]  # fmt: skip
    available_actions = pages.available_actions(of_request(request), offers)
    standards = list(service.standards.filter(ended_on=None).order_by("pk"))
    context = {
        "service": service,
        "rules": entitlement.judge(service.rules, {}),
        "standards": [{"standard": one, "measure": MEASURES[one.measure]} for one in standards],
        "minimum_standards": standard_queries.minimum_standards().filter(service=service),
        "available_actions": [one for one in available_actions if one.allowed],
        "panels": page_sections.of("services.service", request, service),
        "linked": cpsv_ap.service(request, service),
        "stations": threads.of(service.ref).stations,
    }
    return render(request, "services/service.html", context)


@page(_("Am I entitled?"), asks="services.entitlement", methods=("GET", "HEAD", "POST"))
def entitled(request: HttpRequest, number: int) -> HttpResponse:
    """Try the rules on oneself. The answers are judged in this request and kept nowhere."""
    service = get_object_or_404(service_queries.services(), pk=number)
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


# --- offices --------------------------------------------------------------------------------------
def action_page(
    request: HttpRequest,
    action: Action[..., Any],
    form: Any,
    back: str,
    given: dict[str, Any] | None = None,
    asked: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show a form, perform its action, come back to what it made or changed."""
    return pages.form_page(
        request,
        of_request(request),
        action,
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
    return action_page(request, actions.set_service, form, reverse("services:list"), asked=asked)


@page(_("Promise a standard"), who="account", performs="services.set_standard")
def set_standard(request: HttpRequest, number: int) -> HttpResponse:
    service = get_object_or_404(Service, pk=number)
    form = forms.StandardForm(request.POST or None)
    return action_page(
        request, actions.set_standard, form, service.get_absolute_url(), {"service": service}
    )


@page(_("End a service"), who="account", performs="services.end_service")
def end_service(request: HttpRequest, number: int) -> HttpResponse:
    service = get_object_or_404(Service, pk=number)
    form = HallForm(request.POST if request.method == "POST" else None)
    return action_page(
        request, actions.end_service, form, service.get_absolute_url(), {"service": service}
    )
