"""Residents found a project, join it, plan its steps, ask a body, and say whether they wish to be thanked by name."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Amount, Day, Pick, Words
from commonhall.core.money import hall_currency
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery.projects import law, queries, search
from commonhall.delivery.projects.models import Project, ProjectMember, ProjectStep
from commonhall.law import queries as law_queries
from commonhall.law.promises import ledger
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies
from commonhall.places.models import Unit
from commonhall.places.queries import units

State = Project.State
MOST_STEPS = 30
NAME = Words(
    _("Your name, if you wish to be thanked in public"),
    _("Leave blank to be counted only. You can change this at any time."),
    most=120,
)


def check_member(actor: Actor, project: Project, *states: State) -> None:
    """Raises `Refused` unless the actor is in the group and the project stands in one of the states."""
    if queries.membership(project, actor) is None:
        raise Refused("state", "not-yours", _("Only members of the group can do this."))
    if project.state not in states:
        raise Refused("state", "wrong-state", _("You cannot do this in its current state."))


@action(
    "delivery.found_project",
    by=Kind.PERSON,
    right=law.RUN,
    verified=True,
    title=_("Found a project"),
    done=_("Project of residents founded"),
    limit="delivery.found_project",
    news=True,
)
def found_project(
    ctx: Context,
    title: Annotated[
        str,
        Words(
            _("What you want to do together, in one sentence"),
            _("For example: A garden for the neighbourhood behind the mill."),
            most=160,
            empty=_("Say in one sentence what you want to do."),
        ),
    ],
    text: Annotated[
        str,
        Words(
            _("What exactly, for whom, and who looks after it later"),
            most=8000,
            long=True,
            empty=_("Say what exactly, for whom, and who looks after it later."),
        ),
    ],
    unit: Annotated[Unit, Pick(_("Place"), rows=units, key="code")],
    body: Annotated[
        Body,
        Pick(
            _("Which body you will ask"),
            _("It agrees to the project and gives the money."),
            rows=active_bodies,
            key="code",
        ),
    ],
    budget: Annotated[
        int, Amount(_("Money the group asks for"), empty=_("Enter an amount. It can be 0."))
    ],
    name: Annotated[str, NAME] = "",
) -> Project:
    """Begin something that residents do themselves. Others join, and together you ask a body to agree."""
    found = law_queries.threshold(law.GROUP, ctx.today)
    made = ctx.save(
        Project(
            title=title,
            text=text,
            unit=unit,
            body=body,
            budget=budget,
            currency=hall_currency(),
            needed=found.least if found else 1,
            at=ctx.occurred_at,
        )
    )
    ctx.save(
        ProjectMember(
            project=made,
            person_id=ctx.actor.person_id,
            name=name,
            first=True,
            joined_on=ctx.today,
        )
    )
    ctx.follow(made, ctx.actor.account)
    search.index_project(made)
    ctx.subject = made.ref
    return made


# --- the group ------------------------------------------------------------------------------------
def _may_join(actor: Actor, project: Project) -> None:
    if project.state not in (State.GATHERING, State.ASKED, State.RUNNING) or project.stopped:
        raise Refused("state", "wrong-state", _("Nobody can join it any more."))
    if queries.membership(project, actor) is not None:
        raise Refused("state", "joined", _("You are in the group already."))


@action(
    "delivery.join_project",
    by=Kind.PERSON,
    right=law.RUN,
    verified=True,
    title=_("Join the group"),
    done=_("Somebody joined a project"),
    told=lambda _made: gettext("You are in the group. You hear of every step."),
    allows=_may_join,
    limit="delivery.found_project",
    notifies=False,
)
def join_project(ctx: Context, project: Project, name: Annotated[str, NAME] = "") -> ProjectMember:
    """Do it with the others. The public sees how many you are, and the names of those who wish it."""
    ctx.follow(project, ctx.actor.account)
    return ctx.save(
        ProjectMember(
            project=project, person_id=ctx.actor.person_id, name=name, joined_on=ctx.today
        )
    )


def _may_leave(actor: Actor, project: Project) -> None:
    if queries.membership(project, actor) is None:
        raise Refused("state", "not-yours", _("You are not in the group."))
    promised = project.state in (State.ASKED, State.RUNNING)
    if promised and queries.members(project).exclude(person=None).count() == 1:
        raise Refused(
            "state", "last", _("You are the last one in the group. Give the project up instead.")
        )


@action(
    "delivery.leave_project",
    by=Kind.PERSON,
    right=law.RUN,
    title=_("Leave the group"),
    done=_("Somebody left a project"),
    told=lambda _made: gettext("You have left the group."),
    allows=_may_leave,
    notifies=False,
)
def leave_project(ctx: Context, project: Project) -> ProjectMember:
    """You are in it no more, and your name goes from its page."""
    found = queries.membership(project, ctx.actor)
    assert found is not None  # the guard has seen to it
    found.left_on, found.name = ctx.today, ""
    return ctx.save(found)


def _is_member(actor: Actor, project: Project) -> None:
    if queries.membership(project, actor) is None:
        raise Refused("state", "not-yours", _("Only members of the group can do this."))


@action(
    "delivery.name_me_in_project",
    by=Kind.PERSON,
    right=law.RUN,
    title=_("Be thanked by name, or not any more"),
    done=_("A member of a project changed whether they are named"),
    told=lambda member: (
        gettext("You are thanked by name.")
        if member.name
        else gettext("You are counted, and not named.")
    ),
    allows=_is_member,
    notifies=False,
)
def name_me_in_project(
    ctx: Context,
    project: Project,
    name: Annotated[
        str,
        Words(
            _("Your name as people will read it"),
            _("Leave blank to take it off the page."),
            most=120,
        ),
    ] = "",
) -> ProjectMember:
    """Your own choice, as often as you like."""
    found = queries.membership(project, ctx.actor)
    assert found is not None  # the guard has seen to it
    found.name = name
    return ctx.save(found)


# --- its steps ------------------------------------------------------------------------------------
def _member_while_gathering(actor: Actor, project: Project) -> None:
    check_member(actor, project, State.GATHERING)


@action(
    "delivery.plan_step",
    by=Kind.PERSON,
    right=law.RUN,
    title=_("Add a step with its day"),
    done=_("Step of a project planned"),
    allows=_member_while_gathering,
    notifies=False,
)
def plan_step(
    ctx: Context,
    project: Project,
    title: Annotated[
        str, Words(_("What will be done"), most=160, empty=_("Enter what will be done."))
    ],
    due_on: Annotated[date, Day(_("Done by"), _("Once the body agrees, this is a promise."))],
) -> ProjectStep:
    """What the group will have done by a day. It becomes a promise when the body agrees."""
    if due_on < ctx.today:
        raise BadInput("due_on", _("Promise today or a later day."))
    if queries.steps(project).count() >= MOST_STEPS:
        raise BadInput("title", _("A project has up to 30 steps."))
    return ctx.save(ProjectStep(project=project, title=title, due_on=due_on))


def _own_step(actor: Actor, step: ProjectStep) -> None:
    _member_while_gathering(actor, step.project)
    if step.dropped:
        raise Refused("state", "removed", _("This step has been removed."))


@action(
    "delivery.drop_project_step",
    by=Kind.PERSON,
    right=law.RUN,
    title=_("Remove this step"),
    done=_("Step of a project removed"),
    allows=_own_step,
    notifies=False,
)
def drop_project_step(ctx: Context, step: ProjectStep) -> ProjectStep:
    """While nothing is promised yet."""
    step.dropped = True
    return ctx.save(step)


def _unpromised_step(actor: Actor, step: ProjectStep) -> None:
    check_member(actor, step.project, State.GATHERING, State.ASKED)
    if step.dropped:
        raise Refused("state", "removed", _("This step has been removed."))


@action(
    "delivery.move_project_step",
    by=Kind.PERSON,
    right=law.RUN,
    title=_("Name another day"),
    done=_("Day of a step moved before it was promised"),
    allows=_unpromised_step,
)
def move_project_step(
    ctx: Context,
    step: ProjectStep,
    due_on: Annotated[date, Day(_("Done by"), present=lambda step: step.due_on)],
) -> ProjectStep:
    """Until the body has agreed, for instance because its answer takes longer than you planned for."""
    if due_on < ctx.today:
        raise BadInput("due_on", _("Promise today or a later day."))
    ctx.subject = step.project.ref
    step.due_on = due_on
    return ctx.save(step)


# --- asking the body ------------------------------------------------------------------------------
def _may_ask(actor: Actor, project: Project) -> None:
    _member_while_gathering(actor, project)
    if queries.members(project).count() < project.needed:
        raise Refused(
            "state",
            "too-few",
            _("The group must be %(needed)d to ask. Invite others to join.")
            % {"needed": project.needed},
        )
    if not queries.steps(project).exists():
        raise Refused("state", "empty", _("Add at least one step with its day first."))


@action(
    "delivery.ask_for_project",
    by=Kind.PERSON,
    right=law.RUN,
    title=_("Ask the body to agree"),
    done=_("Group asked a body to agree to its project"),
    allows=_may_ask,
)
def ask_for_project(ctx: Context, project: Project) -> Project:
    """From now on the money and the steps stay as they are; only their days can be moved. The body agrees or says why not, by the day the law sets."""
    project.state, project.asked_on = State.ASKED, ctx.today
    project.due_on = law_queries.due_day(law.ANSWER, ctx.today)
    if project.due_on is not None:
        ledger.make(
            ctx,
            project,
            law.PROMISE,
            body=project.body_id,
            unit=project.unit_id,
            day=project.due_on,
        )
    return ctx.save(project)
