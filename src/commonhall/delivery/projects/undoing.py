"""What becomes of a project of residents when a review undoes what a body answered; what rests on it."""

from __future__ import annotations

from commonhall.actions.context import Context
from commonhall.actions.undoing import follows, rests, set_aside
from commonhall.core.models import Governed
from commonhall.delivery.projects import search
from commonhall.delivery.projects.models import Project, ProjectContradiction


@follows(Project)
def asked_again(ctx: Context, project: Project) -> None:
    """An answer that was undone is owed again, by the day that is left."""
    if project.state == Project.State.ASKED and project.due_on is not None:
        project.due_on = max(project.due_on, ctx.today)
    ctx.save(project)
    search.index_project(project)


@set_aside(ProjectContradiction)
def withdrawn(ctx: Context, said: ProjectContradiction) -> bool:
    """It is shown no more."""
    if said.withdrawn_on is not None:
        return False
    said.withdrawn_on = ctx.today
    return True


@rests(Project)
def on_a_project(project: Governed) -> list[str]:
    """The part of the plan that it became."""
    item = getattr(project, "item", None)
    return [item.ref] if item is not None else []
