"""Pages of organisations."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.core import page_sections
from commonhall.core.paging import page_for
from commonhall.people import actors
from commonhall.people.organisations.models import Organisation
from commonhall.ui.pages import page


@page(_("Organisations"), asks="people.organisations")
def organisations(request: HttpRequest) -> HttpResponse:
    rows = Organisation.objects.select_related("unit")
    found = page_for(request, rows)
    return render(request, "people/organisations.html", {"page": found})


@page(_("Organisation"), asks="people.organisations")
def organisation(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Organisation.objects.select_related("unit"), pk=number)
    context = {
        "organisation": found,
        "available_actions": action_pages.available(actors.of_request(request), found),
        "panels": page_sections.of("people.organisation", request, found),
    }
    return render(request, "people/organisation.html", context)
