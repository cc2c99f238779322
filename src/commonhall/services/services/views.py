"""Pages of services and floors."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, threads
from commonhall.core import page_sections
from commonhall.core.paging import page_for
from commonhall.people.actors import of_request
from commonhall.services.minimum_standards import queries as standard_queries
from commonhall.services.minimum_standards.measures import MEASURES
from commonhall.services.services import actions, cpsv_ap, entitlement, forms
from commonhall.services.services import queries as service_queries
from commonhall.services.services.models import Service
from commonhall.ui.pages import page


# --- the catalogue --------------------------------------------------------------------------------
@page(_("Services"), asks="services.services")
def service_list(request: HttpRequest) -> HttpResponse:
    rows = service_queries.services()
    if body := request.GET.get("body", ""):
        rows = rows.filter(body__code=body)
    context = {
        "page": page_for(request, rows),
        "set": actions.set_service,
        "set_url": action_pages.url_of(actions.set_service),
        "set_refusal": action_pages.refusal_of(of_request(request), actions.set_service),
        "broken": list(standard_queries.alarms().filter(ended_at=None).order_by("due_on")[:6]),
    }
    return render(request, "services/list.html", context)


@page(_("Service"), asks="services.services")
def service_page(request: HttpRequest, number: int) -> HttpResponse:
    rows = Service.objects.select_related(
        "body", "unit", "category", "basis__instrument", "organisation"
    )
    service = get_object_or_404(rows, pk=number)
    available = action_pages.available(of_request(request), service)
    standards = list(service.standards.filter(ended_on=None).order_by("pk"))
    context = {
        "service": service,
        "rules": entitlement.judge(service.rules, {}),
        "standards": [{"standard": one, "measure": MEASURES[one.measure]} for one in standards],
        "minimum_standards": standard_queries.minimum_standards().filter(service=service),
        "available_actions": [one for one in available if one.allowed],
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
