"""Projects of residents for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.core import clock
from commonhall.delivery.projects import queries
from commonhall.delivery.projects.models import Project

router = Router(tags=["plan"])


class ProjectsWanted(Schema):
    state: api.Code = ""
    place: api.Code = ""
    cursor: api.Cursor = ""
    size: api.Size = 20


class ProjectOut(Schema):
    """Something residents carry out themselves. Who is in the group is not published; how many is. Minor units."""

    id: int
    ref: str
    url: str
    title: str
    text: str
    state: str
    place: str
    body: str
    members: int
    asked: int
    agreed: int | None
    spent: int
    currency: str
    founded_on: date
    due_on: date | None
    answered_on: date | None
    item: str


class StepOut(Schema):
    title: str
    due_on: date
    done_on: date | None
    fate: str


class SpendingOut(Schema):
    amount: int
    on: date
    purpose: str
    receipt: str


class ProjectWhole(ProjectOut):
    reasons: str
    report: str
    steps: list[StepOut]
    spendings: list[SpendingOut]
    thanked: list[str]


class ProjectPage(Schema):
    items: list[ProjectOut]
    older: str
    newer: str


def _project(request: HttpRequest, row: Project) -> dict[str, Any]:
    return {
        **queries.told(row),
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "title": row.title,
        "text": row.text,
    }


@router.get(
    "/projects", response={200: ProjectPage, **api.READ}, operation_id="list_resident_projects"
)
def list_projects(request: HttpRequest, wanted: Annotated[ProjectsWanted, Query()]) -> Any:
    """Projects that residents run, newest first."""
    rows = queries.projects(queries.Filter(wanted.state, wanted.place))
    return api.listed(rows, lambda row: _project(request, row), wanted.cursor, wanted.size)


@router.get(
    "/projects/{number}",
    response={200: ProjectWhole, **api.READ},
    operation_id="read_resident_project",
)
def read_project(request: HttpRequest, number: api.Id) -> Any:
    """One project with its steps, its money, and those who wish to be thanked by name."""
    row = api.one(request, queries.projects(), pk=number)
    today = clock.today()
    return {
        **_project(request, row),
        "reasons": row.reasons,
        "report": row.report,
        "steps": [
            {
                "title": one.title,
                "due_on": one.due_on,
                "done_on": one.done_on,
                "fate": one.fate(today).value,
            }
            for one in queries.steps(row)
        ],
        "spendings": [
            {
                "amount": one.amount,
                "on": one.on,
                "purpose": one.purpose,
                "receipt": one.receipt,
            }
            for one in row.spendings.filter(struck_on=None).order_by("on", "pk")
        ],
        "thanked": [one.name for one in queries.members(row).exclude(name="")],
    }
