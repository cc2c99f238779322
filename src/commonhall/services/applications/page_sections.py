"""Applications on other pages: how one applies for a service, on its page; an organisation's own."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.actions import action_pages
from commonhall.actions.actors import Kind
from commonhall.core import clock
from commonhall.core.page_sections import section
from commonhall.law.queries import deadline_days
from commonhall.people.actors import of_request
from commonhall.people.organisations.models import Organisation
from commonhall.services.applications import queries, rules
from commonhall.services.applications.actions import APPLICANTS, apply_for_service
from commonhall.services.applications.form_actions import end_service_question
from commonhall.services.services.models import Service


@section("services.service", order=2)
def applied_for(request: HttpRequest, service: Service) -> str:
    """Apply here: what is needed, what is asked, by when it is answered, how many were; for its body, the questions."""
    actor = of_request(request)
    office = actor.kind is Kind.OFFICE
    memo = action_pages.memo_of(request)
    questions = list(queries.questions_of(service))
    sets = office and (
        actor.body == service.body_id
        or any(bool(end_service_question.check(actor, one, memo)) for one in questions[:1])
    )
    if not service.applied_for and not (sets and questions):
        return ""
    context = {
        "service": service,
        "questions": questions,
        "sets": sets,
        "days": deadline_days(rules.ANSWERS, clock.today()),
        "figures": queries.figures(service),
        "apply": apply_for_service,
        "apply_url": action_pages.url_of(apply_for_service, service),
        "waiting": queries.open_one(actor, service) if actor.kind in APPLICANTS else None,
        "takes_in": office,
    }
    return render_to_string("services/parts/apply.html", context, request)


@section("people.organisation", order=13)
def own(request: HttpRequest, organisation: Organisation) -> str:
    """An organisation's applications, to those who act for it alone."""
    actor = of_request(request)
    if actor.kind is not Kind.ORGANISATION or actor.organisation != organisation.pk:
        return ""
    rows = list(queries.own(actor).order_by("-applied_on", "-pk")[:6])
    if not rows:
        return ""
    return render_to_string("services/parts/applications_own.html", {"rows": rows}, request)
