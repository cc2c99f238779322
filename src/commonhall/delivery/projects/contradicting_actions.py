"""Only the group reports; the body that agreed may contradict it with evidence, and the group answers."""

from __future__ import annotations

from typing import Annotated

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Pick, Words
from commonhall.actions.undoing import put_back
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery.projects import law, queries
from commonhall.delivery.projects.actions import check_member
from commonhall.delivery.projects.agreeing_actions import parties
from commonhall.delivery.projects.models import Project, ProjectContradiction, ProjectStep

State = Project.State


def _reported(project: Project) -> QuerySet[ProjectStep]:
    """The steps that the group reported as done."""
    return queries.steps(project).exclude(done_on=None)


def _has_reported(actor: Actor, project: Project) -> None:
    if project.body_id != actor.body:
        raise Refused("state", "other-body", _("Another body was asked."))
    if project.state not in (State.RUNNING, State.DONE):
        raise Refused("state", "wrong-state", _("You cannot do this in its current state."))
    if project.state == State.RUNNING and not _reported(project).exists():
        raise Refused("state", "nothing-reported", _("The group has not reported anything yet."))


@action(
    "delivery.contradict_project",
    by=Kind.OFFICE,
    power=law.AGREE,
    undo=put_back,
    title=_("Contradict the group"),
    done=_("Body contradicted a group of residents"),
    place=lambda project: project.unit_id,
    concerns=parties,
    allows=_has_reported,
)
def contradict_project(
    ctx: Context,
    project: Project,
    text: Annotated[
        str,
        Words(
            _("What is not as the group says"),
            _("This is public. Name no private person."),
            most=2000,
            long=True,
            empty=_("Enter what is not as the group says."),
        ),
    ],
    evidence: Annotated[
        str,
        Words(
            _("Evidence"),
            _("Where anybody can check it: a photo, a document, a day on which it can be seen."),
            most=300,
            empty=_("Enter where anybody can check it."),
        ),
    ],
    step: Annotated[
        ProjectStep | None,
        Pick(
            _("Which step"),
            _("Leave blank if it is about the group's report."),
            rows_of=_reported,
            rows=lambda: ProjectStep.objects.all(),
        ),
    ] = None,
) -> ProjectContradiction:
    """Say with evidence what is not as the group reported. What it reported stays as it is, yours stands beside it, and the group can answer."""
    if step is None and project.state != State.DONE:
        raise BadInput("step", _("Choose the step that it is about."))
    if step is not None and not _reported(project).filter(pk=step.pk).exists():
        raise BadInput("step", _("Choose a step that the group reported as done."))
    if queries.contradictions(project).filter(step=step).exists():
        raise BadInput(
            "step", _("Your body has contradicted this already. The group can answer it.")
        )
    assert ctx.actor.body_id is not None
    ctx.subject = project.ref
    return ctx.save(
        ProjectContradiction(
            project=project,
            step=step,
            body_id=ctx.actor.body_id,
            text=text,
            evidence=evidence,
            on=ctx.today,
        )
    )


def _is_answered(actor: Actor, said: ProjectContradiction) -> None:
    check_member(actor, said.project, State.RUNNING, State.DONE)
    if said.answered_on is not None or said.withdrawn_on is not None:
        raise Refused("state", "answered", _("The group has answered this already."))


@action(
    "delivery.answer_contradiction",
    by=Kind.PERSON,
    right=law.RUN,
    title=_("Answer the body"),
    done=_("Group of residents answered a body"),
    allows=_is_answered,
)
def answer_contradiction(
    ctx: Context,
    said: ProjectContradiction,
    answer: Annotated[
        str,
        Words(
            _("The group's answer"),
            _("This is public."),
            most=2000,
            long=True,
            empty=_("Enter the group's answer."),
        ),
    ],
) -> ProjectContradiction:
    """It stands beside what the body says. One answer for the group."""
    ctx.subject = said.project.ref
    said.answer, said.answered_on = answer, ctx.today
    return ctx.save(said)
