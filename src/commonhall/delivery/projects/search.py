"""What projects of residents are found by."""

from __future__ import annotations

from commonhall.core import search
from commonhall.delivery.projects.models import Project

PROJECT = "delivery.project"


def _line(one: Project) -> search.Line:
    return one.pk, f"{one.title}\n{one.text}"


def index_project(one: Project) -> None:
    search.index(PROJECT, [_line(one)])


def register() -> None:
    search.searchable(PROJECT, lambda: map(_line, Project.objects.order_by("pk")))
