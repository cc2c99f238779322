"""Projects of residents on the page of the plan's part that they became."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.consultations.comments.subjects import debated
from commonhall.core.page_sections import section
from commonhall.delivery.plan.models import Item
from commonhall.delivery.projects.models import Project

debated("delivery.project")


@section("delivery.item", order=6)
def run_by(request: HttpRequest, item: Item) -> str:
    """The group of residents that carries it out."""
    # Whether a group carries it out was asked when the page looked up what one can do.
    found: Project | None = getattr(item, "resident_project", None) if item.about else None
    if found is None:
        return ""
    return render_to_string("delivery/parts/run_by.html", {"project": found}, request)
