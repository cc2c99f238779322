"""How a place or a body did, on its own page."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from commonhall.core import clock
from commonhall.core.page_sections import section
from commonhall.evaluation.editions import presentation, queries
from commonhall.evaluation.indicators import presentation as indicator_presentation
from commonhall.evaluation.indicators import rates
from commonhall.evaluation.rollup import reading, tallies
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit
from commonhall.places.queries import within


def _rates(by: reading.By, numbers: Collection[int], month: date) -> list[dict[str, Any]]:
    definitions = rates.in_force(rates.SCHEME, month)
    measures = reading.measures_of(definitions.values())
    found = reading.read([month], by, numbers, measures, together=True)
    sums = found.get((month, tallies.EVERYTHING), {})
    return [
        {
            "name": definitions[code].name,
            "words": indicator_presentation.rate_words(rate),
            "interval": indicator_presentation.of_few(rate),
        }
        for code, rate in tallies.rates_of(definitions, sums).items()
        if rate.measured
    ]


def _places(of: str, number: int) -> list[dict[str, Any]]:
    """Where it stands in the newest editions that compare it."""
    made = []
    for edition in queries.newest_editions():
        if edition.framework.of != of or edition.framework.ended_on is not None:
            continue
        row = next((one for one in edition.outcome.get("rows", ()) if one["unit"] == number), None)
        if row is not None:
            low, _middle, high = row.get("range") or (row["rank"],) * 3
            made.append(
                {
                    "edition": edition,
                    "words": indicator_presentation.span_name(edition),
                    "range": presentation.range_words(row["rank"], low, high),
                    "broken": bool(row.get("broken")),
                    "placed": bool(row["rank"]),
                    "url": reverse("evaluation:report", args=[edition.pk, number]),
                }
            )
    return made


def _shown(request: HttpRequest, of: str, number: int, numbers: Collection[int]) -> str:
    month = rates.months_before(clock.today(), 2)[0]
    made = _rates("body" if of == "bodies" else "unit", numbers, month)
    places = [one for one in _places(of, number) if one["placed"]]
    if not made and not places:
        return ""
    kind = "bodies" if of == "bodies" else "places"
    context = {
        "rates": made,
        "places": places,
        "month": indicator_presentation.span_words(month, "month"),
        "url": reverse("evaluation:rates_of", args=[kind, number]),
    }
    return render_to_string("evaluation/parts/standing.html", context, request)


@section("places.unit", order=15)
def place(request: HttpRequest, unit: Unit) -> str:
    return _shown(request, "districts", unit.pk, within(unit).values_list("pk", flat=True))


@section("people.body", order=15)
def body(request: HttpRequest, one: Body) -> str:
    return _shown(request, "bodies", one.pk, [one.pk])
