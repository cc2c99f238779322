"""Asking about projects of residents. A list costs the same number of queries however long it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from commonhall.actions.actors import Actor, Kind
from commonhall.delivery.projects.models import (
    Project,
    ProjectContradiction,
    ProjectMember,
    ProjectSpending,
    ProjectStep,
)
from commonhall.law.promises.models import Fate
from commonhall.law.promises.queries import Counted


@dataclass(frozen=True)
class Filter:
    """What a list of projects is narrowed to; empty values narrow nothing."""

    state: str = ""
    place: str = ""


def projects(wanted: Filter | None = None) -> QuerySet[Project]:
    """Projects by filter, with `many`: how many are in the group, `spent` and `contradicted`; order and page are the caller's."""
    rows: QuerySet[Project] = Project.objects.select_related("unit", "body", "item")
    if wanted and wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted and wanted.place:
        rows = rows.filter(unit__code=wanted.place)
    there = ProjectMember.objects.filter(project=OuterRef("pk"), left_on=None).order_by()
    paid = ProjectSpending.objects.filter(project=OuterRef("pk"), struck_on=None).order_by()
    return rows.annotate(
        many=Coalesce(
            Subquery(there.values("project").annotate(many=Count("pk")).values("many")), 0
        ),
        contradicted=Exists(
            ProjectContradiction.objects.filter(project=OuterRef("pk"), withdrawn_on=None)
        ),
        spent=Coalesce(
            Subquery(paid.values("project").annotate(sum=Sum("amount")).values("sum")), 0
        ),
    )


def membership(project: Project, actor: Actor) -> ProjectMember | None:
    """The actor in the group, while they are in it."""
    if actor.kind is not Kind.PERSON or actor.person is None:
        return None
    return project.members.filter(person_id=actor.person, left_on=None).first()


def members(project: Project) -> QuerySet[ProjectMember]:
    return ProjectMember.objects.filter(project=project, left_on=None).order_by("pk")


def people(project: Project) -> list[int | None]:
    """Numbers of the persons in the group; None for one who was erased."""
    return list(project.members.filter(left_on=None).values_list("person_id", flat=True))


def steps(project: Project) -> QuerySet[ProjectStep]:
    return ProjectStep.objects.filter(project=project, dropped=False).order_by("due_on", "pk")


def contradictions(project: Project) -> QuerySet[ProjectContradiction]:
    rows = ProjectContradiction.objects.filter(project=project, withdrawn_on=None)
    return rows.select_related("body", "step").order_by("pk")


def spent(project: Project) -> int:
    """Minor units the group has spent."""
    rows = project.spendings.filter(struck_on=None)
    return int(rows.aggregate(sum=Sum("amount"))["sum"] or 0)


def to_answer(body: int) -> QuerySet[Project]:
    """What a body must answer, what is due first before the rest."""
    return projects().filter(body=body, state=Project.State.ASKED).order_by("due_on", "pk")


def counted(rows: Iterable[ProjectStep], today: date) -> Counted:
    """What became of the group's promises."""
    fates = [row.fate(today) for row in rows]
    return Counted(*(fates.count(one) for one in (Fate.KEPT, Fate.LATE, Fate.BROKEN, Fate.TO_COME)))


def told(row: Any) -> dict[str, Any]:
    """What is public of a project, besides its words."""
    return {
        "id": row.pk,
        "ref": row.ref,
        "state": row.state,
        "place": row.unit.code,
        "body": row.body.code,
        "members": row.many,
        "asked": row.budget,
        "agreed": row.agreed,
        "spent": row.spent,
        "currency": row.currency,
        "founded_on": row.at.date(),
        "due_on": row.due_on,
        "answered_on": row.answered_on,
        "item": row.item.ref if row.item else "",
    }
