"""What projects of residents hold about a person, and how it goes: the tie and the name; the group stays counted."""

from __future__ import annotations

from typing import Any

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.delivery.projects import search
from commonhall.delivery.projects.models import Project, ProjectMember
from commonhall.people.residents.models import Person

# While nobody else stands behind its words, they are the founder's own.
OWN = (Project.State.GATHERING, Project.State.GIVEN_UP)


def export(person: Person) -> dict[str, Any]:
    """The projects a person is or was in."""
    rows = ProjectMember.objects.filter(person=person).select_related("project").order_by("pk")
    return {
        "run_projects": [
            {
                "id": row.project_id,
                "title": row.project.title,
                "name": row.name,
                "founded": row.first,
                "joined_on": str(row.joined_on),
                "left_on": str(row.left_on or ""),
            }
            for row in rows
        ]
    }


def erase_person(ctx: Context, person: Person, words: bool) -> None:
    """Untie the person. Words of a project that only they were in go, too, where they wish it."""
    rows = ProjectMember.objects.filter(person=person).select_related("project").order_by("pk")
    for member in rows:
        project = member.project
        others = project.members.exclude(pk=member.pk).exists()
        if words and member.first and not others and project.state in OWN:
            erase(ctx, project, ["title", "text", "report"])
            search.index_project(project)
        erase(ctx, member, ["person_id", "name"])
