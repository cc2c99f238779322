"""Pages of organisations."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.core import clock, kept_images, page_sections
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
        "speakers": _named(found),
        "panels": page_sections.of("people.organisation", request, found),
    }
    return render(request, "people/organisation.html", context)


def _named(organisation: Organisation) -> dict[str, Any]:
    """Those who speak for it and wish to be named, how many others do, and whose power the register ended, and why."""
    rows = organisation.memberships.order_by("starts", "pk")
    today = clock.today()
    known = list(
        rows.filter(actors.in_force(today), person__isnull=False) | rows.exclude(why_ended="")
    )
    speak = [one for one in known if one.ends is None or one.ends >= today]
    named = [one for one in speak if one.shown_as]
    return {
        "named": named,
        "others": len(speak) - len(named),
        "ended": [one for one in known if one.why_ended],
    }


@page(_("Photo"), asks="people.organisations")
def photo(request: HttpRequest, number: int) -> HttpResponse | FileResponse:
    """Its photo; 404 where it shows none."""
    found = get_object_or_404(Organisation, pk=number)
    if not found.image:
        raise Http404
    return kept_images.sent(found.image, small=bool(request.GET.get("small")))
