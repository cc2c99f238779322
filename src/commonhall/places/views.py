"""Pages of places: the tree of units, one unit, boundaries for maps."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.look.pages import page
from commonhall.places import queries
from commonhall.places.models import Unit


@page(_("Places"), asks="places.units")
def units(request: HttpRequest) -> HttpResponse:
    return render(request, "places/list.html", {"units": queries.units()})


@page(_("Place"), asks="places.units")
def unit(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Unit, pk=number)
    above = Unit.objects.filter(pk__in=queries.ancestors(found)[:-1]).order_by("path")
    context = {"unit": found, "above": above, "children": found.children.order_by("code")}
    return render(request, "places/unit.html", context)


@page(_("Boundaries"), asks="places.boundaries")
def boundaries(request: HttpRequest) -> JsonResponse:
    response = JsonResponse(queries.boundaries())
    response["Cache-Control"] = "public, max-age=300"
    return response
