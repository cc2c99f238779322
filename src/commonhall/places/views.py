"""Pages of places: the tree of units, one unit, boundaries for maps."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.actions.actors import of_request
from commonhall.core import page_sections
from commonhall.places import queries
from commonhall.places.ground_actions import set_ground
from commonhall.places.map_actions import add_unit, bring_in_map
from commonhall.places.models import Unit
from commonhall.ui.pages import page
from commonhall.ui.parts import Crumb


@page(_("Places"), asks="places.units")
def units(request: HttpRequest) -> HttpResponse:
    actor = of_request(request)
    context = {
        "units": queries.units(),
        "possible": [
            (one, action_pages.url_of(one))
            for one in (bring_in_map, add_unit, set_ground)
            if not action_pages.refusal_of(actor, one)
        ],
        "panels": page_sections.of("places.list", request, None),
    }
    return render(request, "places/list.html", context)


@page(_("Place"), asks="places.units")
def unit(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Unit, pk=number)
    above, children = _around(found)
    crumbs = [Crumb(one.name, reverse("places:unit", args=[one.pk])) for one in above]
    context = {
        "unit": found,
        "crumbs": [Crumb(_("Places"), reverse("places:list")), *crumbs, Crumb(found.name)],
        "children": children,
        "available_actions": action_pages.available(of_request(request), found),
        "panels": page_sections.kept_of("places.unit", request, found),
    }
    return render(request, "places/unit.html", context)


def _around(found: Unit) -> tuple[list[Unit], list[Unit]]:
    """The places above it, the whole first, and those right below it by their codes; one query."""
    higher = set(queries.ancestors(found)[:-1])
    below = Q(parent=found, ended_on=None)
    rows = list(Unit.objects.filter(Q(pk__in=higher) | below).order_by("path"))
    above = [one for one in rows if one.pk in higher]
    return above, sorted((one for one in rows if one.pk not in higher), key=lambda one: one.code)


@page(_("Boundaries"), asks="places.boundaries")
def boundaries(request: HttpRequest) -> JsonResponse:
    response = JsonResponse(queries.boundaries())
    response["Cache-Control"] = "public, max-age=300"
    return response
