"""Pages of bodies."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.core import clock, page_sections, refs
from commonhall.people import actors
from commonhall.people.bodies.models import Body, OfficeTerm
from commonhall.people.interests.models import Interest
from commonhall.ui.pages import page


@page(_("Public bodies"), asks="people.bodies")
def bodies(request: HttpRequest) -> HttpResponse:
    rows = Body.objects.filter(ended_on=None).select_related("unit").order_by("kind", "code")
    context = {"bodies": rows, "panels": page_sections.of("people.bodies", request, rows)}
    return render(request, "people/bodies.html", context)


@page(_("Public body"), asks="people.bodies")
def body(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Body.objects.select_related("unit"), pk=number)
    day = clock.today()
    terms = OfficeTerm.objects.filter(actors.in_term(day), office__body=found)
    holders: dict[int, list[str]] = {}
    for term in terms.select_related("person"):
        holders.setdefault(term.office_id, []).append(str(term.person))
    offices = [
        {"office": office, "holders": holders.get(office.pk, [])}
        for office in found.offices.filter(ended_on=None).order_by("pk")
    ]
    interests = Interest.objects.filter(actors.in_force(day), office__body=found)
    declared = list(interests.select_related("office"))
    shown = refs.resolve(interest.target for interest in declared)
    context = {
        "body": found,
        "offices": offices,
        "interests": [{"interest": one, "target": shown[one.target]} for one in declared],
        "panels": page_sections.of("people.body", request, found),
    }
    return render(request, "people/body.html", context)
