"""The body that was asked agrees to a project, or says why not; moderation of its words."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Amount, Words
from commonhall.actions.undoing import put_back, put_back_anew
from commonhall.consultations.moderation.joining import hides
from commonhall.consultations.moderation.judging import REASON
from commonhall.consultations.moderation.kinds import Hideable
from commonhall.consultations.moderation.models import Withheld
from commonhall.consultations.moderation.withheld_actions import hide
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery import search as search_plan
from commonhall.delivery.plan.models import Item
from commonhall.delivery.projects import law, queries, search
from commonhall.delivery.projects.models import Project
from commonhall.law.agenda import agenda
from commonhall.law.promises import ledger
from commonhall.places.models import Unit
from commonhall.ui import languages

State = Project.State
REASONS = Words(
    _("Reasons"), _("This is public."), most=4000, long=True, empty=_("Enter the reasons.")
)


def parties(project: Project) -> list[str]:
    """Refs of the project, its place and everybody in the group: none of these decides about it."""
    # A page that asks about many actions has looked the group up once.
    found = getattr(project, "group", None) or queries.people(project)
    people = [f"people.person:{person}" for person in found if person]
    return [project.ref, Unit.ref_of(project.unit_id), *people]


def _is_asked(actor: Actor, project: Project) -> None:
    """The body that was asked decides, or the council where the sum is beyond that body."""
    council = agenda.council(clock.today())
    if actor.body != project.body_id and (council is None or actor.body != council.pk):
        raise Refused("state", "other-body", _("Another body was asked."))
    if project.state != State.ASKED:
        raise Refused("state", "wrong-state", _("It does not wait for an answer."))


def _can_be_agreed(actor: Actor, project: Project) -> None:
    _is_asked(actor, project)
    if queries.steps(project).filter(due_on__lt=clock.today()).exists():
        raise Refused(
            "state",
            "past-steps",
            _("The day of a step has passed. The group must name another day first."),
        )


@action(
    "delivery.agree_to_project",
    by=Kind.OFFICE,
    power=law.AGREE,
    any_body=exemptions.PLANNED,
    undo=put_back_anew,
    title=_("Agree to it"),
    done=_("Body agreed to a project of residents"),
    place=lambda project: project.unit_id,
    concerns=parties,
    allows=_can_be_agreed,
    second_factor=True,
)
def agree_to_project(
    ctx: Context,
    project: Project,
    agreed: Annotated[
        int,
        Amount(
            _("Money the group may spend"),
            amount=True,
            present=lambda project: project.budget,
            empty=_("Enter an amount. It can be 0."),
        ),
    ],
    reasons: Annotated[str, REASONS],
) -> Project:
    """It becomes part of the plan, carried out by the group. Its steps are promises from now on."""
    if agreed > project.budget:
        raise BadInput("agreed", _("This is more than the group asks for."))
    steps = list(queries.steps(project))
    own = languages.own().code
    item = ctx.save(
        Item(
            level=Item.Level.PROJECT,
            names={own: project.heading},
            texts={own: project.text} if project.text else {},
            body_id=project.body_id,
            unit=project.unit,
            budget=agreed,
            currency=project.currency,
            about=project.ref,
            adopted_on=ctx.today,
            starts=ctx.today,
            due_on=max(one.due_on for one in steps),
            state=Item.State.RUNNING,
        )
    )
    search_plan.index(item)
    ctx.link(project, item, "planned")
    ledger.keep(ctx, project)
    project.item, project.state, project.agreed = item, State.RUNNING, agreed
    project.reasons, project.answered_on = reasons, ctx.today
    ctx.note(agreed=agreed, asked=project.budget, steps=len(steps))
    return ctx.save(project)


@action(
    "delivery.refuse_project",
    by=Kind.OFFICE,
    power=law.AGREE,
    any_body=exemptions.PLANNED,
    undo=put_back_anew,
    title=_("Do not agree to it"),
    done=_("Body did not agree to a project of residents"),
    place=lambda project: project.unit_id,
    concerns=parties,
    allows=_is_asked,
)
def refuse_project(ctx: Context, project: Project, reasons: Annotated[str, REASONS]) -> Project:
    """With public reasons. The group is told, and can appeal."""
    project.state, project.reasons, project.answered_on = State.REFUSED, reasons, ctx.today
    ledger.keep(ctx, project)
    return ctx.save(project)


# --- moderation -----------------------------------------------------------------------------------
def _has_words(_actor: Actor, project: Project) -> None:
    if not project.title and not project.text:
        raise Refused("state", "wrong-state", _("There is nothing here that could be hidden."))


@action(
    "delivery.hide_project",
    by=Kind.OFFICE,
    power="moderate-conversations",
    any_body=exemptions.MODERATED,
    undo=put_back,
    title=_("Hide its words"),
    done=_("Words of a project of residents hidden by moderation"),
    place=lambda project: project.unit_id,
    concerns=parties,
    allows=_has_words,
)
def hide_project(ctx: Context, project: Project, reason: Annotated[str, REASON]) -> Withheld:
    """Hide the words of a project for one of the published reasons. The group is told, and may appeal once."""
    return hide(ctx, project, Withheld.What.TEXT, reason)


def _carry(ctx: Context, project: Project) -> None:
    """The search and the part of the plan say what the project says now."""
    search.index_project(project)
    item = project.item
    if item is not None:
        own = languages.own().code
        item.names = {own: project.heading}
        item.texts = {own: project.text} if project.text else {}
        search_plan.index(ctx.save(item))


def _own(actor: Actor, project: Project) -> bool:
    return queries.membership(project, actor) is not None


hides(
    hide_project.code,
    Hideable(Project, text=("title", "text", "report"), changed=_carry, own=_own, parties=parties),
)
