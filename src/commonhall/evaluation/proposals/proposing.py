"""How a change of what is measured waits for a second pair of eyes: the same for rates and frameworks.

The action that a page offers proposes; the one that changes anything has no door, takes the proposal, and is done
once an official of another body has agreed: or at once, where the law names nobody who would.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor
from commonhall.actions.context import Context
from commonhall.actions.declaration import Action
from commonhall.cases.cases.models import Case
from commonhall.core import clock
from commonhall.core.models import Governed
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery.plan.models import Item
from commonhall.evaluation.proposals.models import DefinitionProposal
from commonhall.law.instruments.models import Competence
from commonhall.law.queries import granted
from commonhall.people.actors import office_of
from commonhall.people.bodies.models import Body

SET, CONFIRM = "set-evaluation", "confirm-definitions"
State = DefinitionProposal.State


def is_measured(body: int) -> bool:
    """Does the body answer cases or carry out the plan? What only waits in the plan, as what a vote chose does with
    the body that held it, is carried out by nobody yet."""
    carried_out = Item.objects.filter(body=body).exclude(state=Item.State.PLANNED)
    return Case.objects.filter(body=body).exists() or carried_out.exists()


def not_measured(actor: Actor, _thing: Governed | None = None) -> None:
    """M14: definitions are changed by a body that is not evaluated."""
    if is_measured(actor.body_id):
        raise Refused(
            "state",
            "measured",
            _(
                "Bodies that are measured cannot define how. Your body answers cases or carries out the plan."
            ),
        )


def is_confirmed(actor: Actor, proposal: DefinitionProposal) -> None:
    """What changes a definition is done with what was agreed to, and nothing else."""
    not_measured(actor)
    if proposal.state != State.CONFIRMED or proposal.result:
        raise Refused(
            "state",
            "not-confirmed",
            _("Nobody from another body has agreed to this definition yet."),
        )


def waits_for_another(body: int) -> bool:
    """Does the law name another body than this one that agrees first?"""
    return _named_beside(body).exists()


def _named_beside(body: int) -> QuerySet[Competence]:
    """What lets other bodies than this one agree."""
    named = Competence.objects.filter(granted(clock.today()), power=CONFIRM, body__ended_on=None)
    return named.exclude(body=body)


def all_are_measured(body: int) -> bool:
    """Is every body measured that the law lets agree to what this one proposes? Then a proposal would wait for ever."""
    others = _named_beside(body).values_list("body", flat=True)
    return all(is_measured(one) for one in set(others))


def is_last_resort(actor: Actor) -> bool:
    """Who agrees where all are measured: a body as a whole, by a public resolution of several, or the reviewer."""
    if actor.resolution:
        return True
    return Body.objects.filter(pk=actor.body_id, kind=Body.Kind.REVIEWER).exists()


@dataclass(frozen=True)
class Line:
    """One thing that would stand there. was: what stands there now, "" where nothing does or it stays."""

    label: Any
    text: str
    was: str = ""


Lines = Callable[[DefinitionProposal], list[Line]]
_lines: dict[str, Lines] = {}


def shows(action: Action[..., Any], lines: Lines) -> None:
    """Say how a proposal of an action is shown: what would stand there beside what stands."""
    _lines[action.code] = lines


def lines_of(proposal: DefinitionProposal) -> list[Line]:
    """What would stand there, old beside new."""
    return _lines[proposal.action](proposal)


def beside(label: Any, text: str, was: str) -> Line:
    """A line whose former value is told only where it differs."""
    return Line(label, text, "" if was == text else was)


def propose(
    ctx: Context,
    action: Action[..., Any],
    *,
    about: str,
    names: dict[str, str],
    given: dict[str, Any],
    stood: dict[str, Any],
    field: str,
) -> DefinitionProposal:
    """Keep what is proposed, and do it at once where the law names nobody who must agree.

    field: the input at which it is told that another proposal of the same waits already.
    """
    body = ctx.actor.body_id
    waiting = DefinitionProposal.objects.filter(about=about, state=State.WAITING)
    if waiting.exists():
        raise BadInput(
            field,
            _("A proposal for this is already waiting. It must be decided or withdrawn first."),
        )
    waits = waits_for_another(body)
    proposal = ctx.save(
        DefinitionProposal(
            action=action.code,
            about=about,
            names=names,
            given=given,
            stood=stood,
            body_id=body,
            by_office_id=office_of(ctx.actor),
            proposed_at=ctx.occurred_at,
            state=State.WAITING if waits else State.CONFIRMED,
        )
    )
    ctx.subject = proposal.ref
    ctx.note(about=about, waits=waits)
    if not waits:
        put_in_force(ctx, proposal, action, ctx.actor)
    return proposal


def put_in_force(
    ctx: Context, proposal: DefinitionProposal, action: Action[..., Any], actor: Actor
) -> None:
    """Do what was agreed to, by the body that proposed it: it must still be the one that may."""
    made = ctx.perform_as(actor, action, proposal=proposal)
    proposal.result = made.ref
    ctx.save(proposal)
