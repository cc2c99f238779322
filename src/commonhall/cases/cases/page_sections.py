"""Cases on the pages of bodies and places."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext

from commonhall.cases.cases import maps as case_maps
from commonhall.cases.cases import queries
from commonhall.cases.cases.models import WAITING, Case, late
from commonhall.cases.categories.models import Category
from commonhall.core import clock
from commonhall.core.page_sections import section
from commonhall.people.bodies.models import Body
from commonhall.places import queries as place_queries
from commonhall.places.models import NamedSpot, Unit
from commonhall.ui import charts, maps


@section("people.body", order=20)
def cases_of_body(request: HttpRequest, body: Body) -> str:
    return _panel(request, queries.Filter(body=body.code), f"?body={body.code}")


@section("people.bodies", order=10)
def answers_for(request: HttpRequest, bodies: object) -> str:
    """Which body answers cases of which category, in one query."""
    rows = Category.objects.filter(ended_on=None, body__ended_on=None).exclude(body=None)
    found = sorted(rows.select_related("body"), key=lambda one: one.name)
    return (
        render_to_string("cases/parts/answers_for.html", {"rows": found}, request) if found else ""
    )


@section("places.list", order=20)
def waiting_by_place(request: HttpRequest, places: object) -> str:
    """How many cases wait in each place, as a map with its table; one query for the cases."""
    rows = queries.complete().filter(state__in=WAITING).order_by()
    counts = dict(rows.values_list("unit").annotate(n=Count("pk")))
    features = place_queries.boundaries()["features"]
    areas = [
        charts.Area(
            one["properties"]["label"],
            counts.get(one["id"], 0),
            one["geometry"],
            one["properties"]["url"],
        )
        for one in features
        if one["properties"]["part"]
    ]
    if len(areas) < 2 or not counts:
        return ""
    return charts.area_map(
        gettext("Waiting cases, by place"),
        areas,
        note=gettext(
            "The darker a place, the more of its cases are waiting for an answer or for work."
        ),
    )


@section("places.unit", order=8)
def cases_here(request: HttpRequest, unit: Unit) -> str:
    rows = queries.cases(queries.Filter(place=unit.code)).exclude(latitude=None)
    newest = list(rows.filter(state__in=(*WAITING, Case.State.DONE)).order_by("-id")[:60])
    still = case_maps.still_of_place(unit, newest)
    return _panel(request, queries.Filter(place=unit.code), f"?place={unit.code}", still)


@section("places.spot", order=10)
def cases_near(request: HttpRequest, spot: NamedSpot) -> str:
    """What is reported near a street, and how to raise something there."""
    context = {"spot": spot, "cases": case_maps.near(spot.latitude, spot.longitude)}
    return render_to_string("cases/parts/near.html", context, request)


def _panel(
    request: HttpRequest, wanted: queries.Filter, query: str, still: maps.Still | None = None
) -> str:
    today = clock.today()
    # Those that only their body may read are counted, too.
    everything = queries.cases(wanted, queries.complete())
    rows = everything.exclude(queries.PRIVATE)
    counts = everything.order_by().aggregate(
        all=Count("pk"),
        waiting=Count("pk", filter=Q(state__in=WAITING)),
        late=Count("pk", filter=late(today)),
        confirmed=Count("pk", filter=Q(state=Case.State.CONFIRMED)),
    )
    if not counts["all"]:
        return ""
    context = {"counts": counts, "newest": rows.order_by("-id")[:5], "query": query, "still": still}
    return render_to_string("cases/parts/cases.html", context, request)
