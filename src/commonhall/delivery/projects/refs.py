"""How projects of residents are shown wherever a ref names one, and at which station they stand."""

from __future__ import annotations

from typing import Any

from commonhall.core.refs import Described, describes
from commonhall.delivery.projects.models import (
    Project,
    ProjectContradiction,
    ProjectMember,
    ProjectSpending,
    ProjectStep,
)

State = Project.State


def _projects(numbers: list[int]) -> dict[int, Described]:
    rows = Project.objects.filter(pk__in=numbers).select_related("item")
    return {
        row.pk: Described(
            row.ref,
            row.heading,
            row.get_absolute_url(),
            str(row.standing),
            "proposal",
            stopped=row.stopped or row.state in (State.REFUSED, State.GIVEN_UP),
        )
        for row in rows
    }


def _of_project(model: Any) -> Any:
    def describe(numbers: list[int]) -> dict[int, Described]:
        rows = model.objects.filter(pk__in=numbers).select_related("project")
        return {
            row.pk: Described(row.ref, row.project.heading, row.project.get_absolute_url())
            for row in rows
        }

    return describe


def register() -> None:
    describes("delivery.project", _projects)
    for model in (ProjectContradiction, ProjectMember, ProjectSpending, ProjectStep):
        describes(model._meta.label_lower, _of_project(model))
