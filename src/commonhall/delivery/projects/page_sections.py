"""Projects of residents on the pages of places, and on what they became."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.consultations.comments.subjects import debated
from commonhall.core.page_sections import section
from commonhall.delivery.plan.models import Item
from commonhall.delivery.projects import queries
from commonhall.delivery.projects.models import Project
from commonhall.places.models import Unit

SHOWN = 5
debated("delivery.project")


@section("places.unit", order=27)
def run_here(request: HttpRequest, unit: Unit) -> str:
    """What residents do themselves in the place."""
    rows = queries.projects().filter(unit__path__startswith=unit.path)
    return _projects(request, list(rows.order_by("-pk")[:SHOWN]), "")


def _projects(request: HttpRequest, rows: Any, how: str) -> str:
    if not rows:
        return ""
    return render_to_string("delivery/parts/projects.html", {"projects": rows, "how": how}, request)


@section("delivery.item", order=6)
def run_by(request: HttpRequest, item: Item) -> str:
    """The group of residents that carries it out."""
    found = Project.objects.filter(item=item).first() if item.about else None
    if found is None:
        return ""
    return render_to_string("delivery/parts/run_by.html", {"project": found}, request)
