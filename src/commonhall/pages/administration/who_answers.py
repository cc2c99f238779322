"""Who answers what where: what is missing first, then the map, then every category with its body and days."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.actions import action_pages, registry
from commonhall.actions.actors import Kind
from commonhall.cases.categories.coverage import Coverage, coverage
from commonhall.core import clock
from commonhall.people.actors import of_request
from commonhall.places.models import Boundary
from commonhall.ui import charts, text
from commonhall.ui.pages import page

MOST_AREAS = 200
ACTIONS = (
    "cases.set_category",
    "cases.import_categories",
    "cases.import_routes",
    "cases.import_questions",
)


@page(gettext_lazy("Who answers what where"), asks="cases.categories")
def who_answers(request: HttpRequest) -> HttpResponse:
    actor, found = of_request(request), coverage(clock.today())
    known = registry.actions()
    memo: dict[Any, Any] = {}
    context = {
        "found": found,
        "in_office": actor.kind is Kind.OFFICE,
        "map": _map(found),
        "possible": [
            (known[code].title, action_pages.url_of(known[code]))
            for code in ACTIONS
            if known[code].check(actor, memo=memo)
        ],
        "may_set_days": bool(known["cases.set_answer_days"].check(actor, _first(found), memo)),
        "may_route": bool(known["cases.route_category"].check(actor, _first(found), memo)),
    }
    return render(request, "pages/who_answers.html", context)


def _first(found: Coverage) -> Any:
    return found.rows[0].category if found.rows else None


def _map(found: Coverage) -> SafeString:
    """The places below the whole, darker where more is answered by another body than usual."""
    rows = Boundary.objects.filter(unit__ended_on=None).select_related("unit")
    areas = [
        charts.Area(
            one.unit.name,
            found.places.get(one.unit_id, 0) / max(1, len(found.rows)),
            json.loads(one.geometry),
            reverse("places:unit", args=[one.unit_id]),
        )
        for one in rows.filter(unit__parent__parent=None)
        .exclude(unit__parent=None)
        .order_by("unit__path")[:MOST_AREAS]
    ]
    if not areas or not any(found.places.values()):
        return SafeString()
    title = _("Categories answered by another body than usual")
    note = _("Share of all categories, in the place or a part of it")
    return charts.area_map(title, areas, note=note, show=text.percent)
