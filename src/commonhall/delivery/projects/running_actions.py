"""What the group does once the body has agreed: keep its promises, account for the money, report, or give up."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Amount, Day, Words
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery.plan.models import Item
from commonhall.delivery.projects import law, queries
from commonhall.delivery.projects.actions import State, check_member
from commonhall.delivery.projects.models import Project, ProjectSpending, ProjectStep
from commonhall.law.promises import ledger


def runs(actor: Actor, project: Project) -> None:
    """For `allows`: the actor is in the group, and nothing has stopped it."""
    check_member(actor, project, State.RUNNING)
    if project.stopped:
        raise Refused("state", "stopped", _("The body has stopped this project."))


def _open_step(actor: Actor, step: ProjectStep) -> None:
    runs(actor, step.project)
    if step.done_on is not None or step.dropped:
        raise Refused("state", "done", _("This step is not open."))


@action(
    "delivery.finish_project_step",
    by=Kind.PERSON,
    right=law.RUN,
    title=_("Report this step as done"),
    done=_("Step of a project done"),
    allows=_open_step,
)
def finish_project_step(
    ctx: Context,
    step: ProjectStep,
    proof: Annotated[
        str,
        Words(
            _("How people can see that it is done"),
            most=2000,
            long=True,
            empty=_("Enter how people can see that it is done."),
        ),
    ],
) -> ProjectStep:
    """Say how one can see it. It is kept in time until the day promised, and late afterwards."""
    ctx.subject = step.project.ref
    ctx.note(days_late=step.days_late(ctx.today))
    step.done_on, step.proof = ctx.today, proof
    return ctx.save(step)


def _late_step(actor: Actor, step: ProjectStep) -> None:
    check_member(actor, step.project, State.RUNNING, State.DONE)
    if step.dropped or not step.days_late(clock.today()):
        raise Refused("state", "in-time", _("This step is not late."))


@action(
    "delivery.explain_project_step",
    by=Kind.PERSON,
    right=law.RUN,
    title=_("Say why it is late"),
    done=_("Group said why a step is late"),
    allows=_late_step,
)
def explain_project_step(
    ctx: Context,
    step: ProjectStep,
    word: Annotated[
        str,
        Words(
            _("Why it was not done in time"),
            _("This is public."),
            most=2000,
            long=True,
            empty=_("Enter why it was not done in time."),
        ),
    ],
) -> ProjectStep:
    """The public word that is owed for a promise that was not kept in time, as bodies owe it."""
    ctx.subject = step.project.ref
    step.word = word
    return ctx.save(step)


# --- money ----------------------------------------------------------------------------------------
@action(
    "delivery.enter_spending",
    by=Kind.PERSON,
    right=law.RUN,
    title=_("Account for money spent"),
    done=_("Group accounted for money spent"),
    allows=runs,
    notifies=False,
)
def enter_spending(
    ctx: Context,
    project: Project,
    amount: Annotated[int, Amount(_("Amount"), empty=_("Enter an amount."))],
    on: Annotated[date, Day(_("Spent on"))],
    purpose: Annotated[
        str,
        Words(
            _("What for"),
            _("Public. Name no private person."),
            most=160,
            empty=_("Enter what it was spent on."),
        ),
    ],
    receipt: Annotated[
        str,
        Words(
            _("Number of the receipt"),
            _("The group keeps the receipt, and shows it to the body if asked."),
            most=60,
            empty=_("Enter the number of the receipt."),
        ),
    ],
) -> ProjectSpending:
    """Every amount with its receipt, and never more than was agreed."""
    if amount <= 0:
        raise BadInput("amount", _("Enter an amount above zero."))
    if on > ctx.today:
        raise BadInput("on", _("Enter today or an earlier day."))
    if queries.spent(project) + amount > (project.agreed or 0):
        raise BadInput("amount", _("This is more than is left of the money agreed."))
    if project.spendings.filter(receipt=receipt, struck_on=None).exists():
        raise BadInput("receipt", _("This receipt has been entered before."))
    return ctx.save(
        ProjectSpending(project=project, amount=amount, on=on, purpose=purpose, receipt=receipt)
    )


def _own_spending(actor: Actor, spending: ProjectSpending) -> None:
    runs(actor, spending.project)
    if spending.struck_on is not None:
        raise Refused("state", "struck", _("It does not count any more."))


@action(
    "delivery.strike_project_spending",
    by=Kind.PERSON,
    right=law.RUN,
    title=_("Strike this amount"),
    done=_("Amount of a project struck"),
    allows=_own_spending,
    notifies=False,
)
def strike_project_spending(ctx: Context, spending: ProjectSpending) -> ProjectSpending:
    """It was entered by mistake. It stays visible as struck, and counts no more."""
    spending.struck_on = ctx.today
    return ctx.save(spending)


# --- the end --------------------------------------------------------------------------------------
def _can_be_reported(actor: Actor, project: Project) -> None:
    runs(actor, project)
    if queries.steps(project).filter(done_on=None).exists():
        raise Refused("state", "steps-open", _("Some steps are not done yet."))


@action(
    "delivery.finish_project",
    by=Kind.PERSON,
    right=law.RUN,
    title=_("Report it as done"),
    done=_("Project of residents reported as done"),
    allows=_can_be_reported,
)
def finish_project(
    ctx: Context,
    project: Project,
    report: Annotated[
        str,
        Words(
            _("The group’s report"),
            _("What is there now, what the money was spent on, and who looks after it."),
            most=8000,
            long=True,
            empty=_("Enter the report."),
        ),
    ],
) -> Project:
    """Residents then say whether it is what was promised, as they do of what bodies deliver."""
    project.state, project.report, project.ended_on = State.DONE, report, ctx.today
    item = project.item
    if item is not None and item.state == Item.State.RUNNING:
        item.state, item.done_on = Item.State.DONE, ctx.today
        ctx.save(item)
    ctx.note(spent=queries.spent(project), agreed=project.agreed)
    return ctx.save(project)


def _may_give_up(actor: Actor, project: Project) -> None:
    check_member(actor, project, State.GATHERING, State.ASKED, State.RUNNING)
    found = queries.membership(project, actor)
    founded = queries.members(project).filter(first=True).exclude(person=None).exists()
    if founded and found is not None and not found.first:
        raise Refused(
            "state", "not-first", _("Only the founder can give it up while they are in the group.")
        )


@action(
    "delivery.give_up_project",
    by=Kind.PERSON,
    right=law.RUN,
    title=_("Give it up"),
    done=_("Project of residents given up"),
    allows=_may_give_up,
)
def give_up_project(
    ctx: Context,
    project: Project,
    report: Annotated[
        str,
        Words(
            _("Why"),
            _("This is public. Say also what becomes of the money."),
            most=8000,
            long=True,
            empty=_("Enter the reasons."),
        ),
    ],
) -> Project:
    """The group ends it in the open. Steps that were promised and are not done count as broken."""
    if project.state == State.RUNNING:
        for step in queries.steps(project).filter(done_on=None):
            step.given_up_on = ctx.today
            ctx.save(step)
    item = project.item
    if item is not None and item.state == Item.State.RUNNING:
        item.state = Item.State.STOPPED
        ctx.save(item)
    ledger.withdraw(ctx, project)
    project.state, project.report, project.ended_on = State.GIVEN_UP, report, ctx.today
    return ctx.save(project)
