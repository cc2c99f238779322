"""Pages of services and floors."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, threads
from commonhall.actions.actors import Kind
from commonhall.core import page_sections
from commonhall.core import refs as core_refs
from commonhall.core.paging import page_for
from commonhall.people.actors import of_request
from commonhall.services.minimum_standards import queries as standard_queries
from commonhall.services.services import actions, cpsv_ap, entitlement, forms
from commonhall.services.services import queries as service_queries
from commonhall.services.services.models import LifeEvent, Service
from commonhall.services.waiting_lists.models import WaitingList
from commonhall.ui.pages import page

# What a part of the page leads to in its own words.
IN_SECTIONS = {"services.apply_for_service", "services.rate_service"}


# --- the catalogue --------------------------------------------------------------------------------
@page(_("Services"), asks="services.services")
def service_list(request: HttpRequest) -> HttpResponse:
    get = request.GET.get
    wanted = service_queries.Filter(
        get("q", "")[:200], get("body", ""), get("event", ""), get("applied", "")
    )
    context = {
        "page": page_for(request, service_queries.narrowed(wanted)),
        "filter": wanted,
        "narrows": wanted != service_queries.Filter(),
        "events": LifeEvent.choices,
        "set": actions.set_service,
        "set_url": action_pages.url_of(actions.set_service),
        "set_refusal": action_pages.refusal_of(of_request(request), actions.set_service),
        "broken": list(standard_queries.alarms().filter(ended_at=None).order_by("due_on")[:6]),
    }
    return render(request, "services/list.html", context)


@page(_("Service"), asks="services.services")
def service_page(request: HttpRequest, number: int) -> HttpResponse:
    waits = WaitingList.objects.filter(service=OuterRef("pk"), ended_on=None)
    rows = Service.objects.select_related(
        "body", "unit", "category", "basis__instrument", "organisation"
    ).annotate(waited_for=Exists(waits))
    service, actor = get_object_or_404(rows, pk=number), of_request(request)
    available = action_pages.available(actor, service, action_pages.memo_of(request))
    rules = entitlement.judge(service.rules, {})
    context = {
        "service": service,
        "rules": rules,
        "bases": core_refs.resolve({one.basis for one in rules if one.basis}),
        "minimum_standards": standard_queries.minimum_standards().filter(service=service),
        "available_actions": [
            one for one in available if one.allowed and one.action.code not in IN_SECTIONS
        ],
        "edit_url": _edit_url(service)
        if actor.kind is Kind.OFFICE and actor.body == service.body_id
        else "",
        "panels": page_sections.of("services.service", request, service),
        "linked": cpsv_ap.service(request, service),
        "stations": threads.of(service.ref).stations,
    }
    return render(request, "services/service.html", context)


def _edit_url(service: Service) -> str:
    return f"{action_pages.url_of(actions.set_service)}?{urlencode({'code': service.code})}"


def _begins(request: HttpRequest, _thing: object) -> dict[str, Any]:
    """The form that changes a service begins with what is said of it now."""
    found = Service.objects.filter(code=request.GET.get("code", "")[:60]).first()
    if found is None:
        return {}
    same = ("names", "texts", "channels", "cost", "contact", "life_events")
    return {
        **{name: getattr(found, name) for name in same},
        "body": found.body_id,
        "unit": found.unit_id,
        "category": found.category_id,
        "basis": found.basis_id,
        "rules": entitlement.written(found.rules),
    }


action_pages.begin(actions.set_service, _begins)


@page(_("Am I entitled?"), asks="services.entitlement", methods=("GET", "HEAD", "POST"))
def entitled(request: HttpRequest, number: int) -> HttpResponse:
    """Try the rules on oneself. The answers are judged in this request and kept nowhere."""
    service = get_object_or_404(service_queries.services(), pk=number)
    form, judged = forms.EntitledForm(request.POST or None, service=service), []
    if request.method == "POST" and form.is_valid():
        judged = entitlement.judge(service.rules, form.answers)
    verdict = entitlement.verdict(judged) if judged else None
    context = {
        "service": service,
        "form": form,
        "judged": judged,
        "bases": core_refs.resolve({one.basis for one in judged if one.basis}),
        "entitled": verdict is True,
        "unsure": verdict is None,
    }
    response = render(
        request, "services/entitled.html", context, status=400 if form.errors else 200
    )
    response["Cache-Control"] = "no-store"
    return response
