"""Four eyes: what is measured and how changes once an official of another body, which is not measured, has agreed."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, registry
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Words
from commonhall.actions.undoing import put_back
from commonhall.core.refusals import BadInput, Refused
from commonhall.evaluation.proposals.models import DefinitionProposal
from commonhall.evaluation.proposals.proposing import (
    CONFIRM,
    SET,
    all_are_measured,
    is_last_resort,
    not_measured,
    put_in_force,
)
from commonhall.people import four_eyes
from commonhall.people.actors import by_resolution

State = DefinitionProposal.State


def _waits(proposal: DefinitionProposal) -> None:
    if proposal.state != State.WAITING:
        raise Refused(
            "state", "wrong-state", _("This proposal has already been decided or withdrawn.")
        )


def _another(actor: Actor, proposal: DefinitionProposal) -> None:
    """Of another body, no official of the one that proposes, not who proposed it, and not measured by it."""
    _waits(proposal)
    four_eyes.check_another(actor, proposal.body_id, proposal.by_office_id, proposal.proposed_at)
    if not (is_last_resort(actor) and all_are_measured(proposal.body_id)):
        not_measured(actor)


@action(
    "evaluation.confirm_definition_proposal",
    by=Kind.OFFICE,
    power=CONFIRM,
    undo=put_back,
    any_body=exemptions.MEASURED,
    title=_("Agree to the definition"),
    done=_("Definition confirmed by a second body"),
    allows=_another,
    second_factor=True,
)
def confirm_definition_proposal(
    ctx: Context,
    definition_proposal: DefinitionProposal,
    seen: Annotated[
        str,
        Words(
            _("What you checked"),
            _("This is public."),
            most=1000,
            long=True,
            empty=_("Enter what you checked: the old definition, the new one and what it changes."),
        ),
    ],
) -> DefinitionProposal:
    """A second body looked at what stands there and what would. Only then does it take effect."""
    one = definition_proposal
    one.state, one.reasons = State.CONFIRMED, seen
    one.decided_by_id, one.decided_at = ctx.actor.body_id, ctx.occurred_at
    ctx.save(one)
    try:
        put_in_force(ctx, one, registry.actions()[one.action], by_resolution(one.body, one.ref))
    except BadInput as error:
        # It could be done when it was proposed, and there is no field here at which to mend it.
        raise Refused(
            "state",
            "changed-meanwhile",
            _("It can no longer take effect as proposed: %(why)s") % {"why": error.message},
        ) from error
    return one


@action(
    "evaluation.refuse_definition_proposal",
    by=Kind.OFFICE,
    power=CONFIRM,
    undo=put_back,
    any_body=exemptions.MEASURED,
    title=_("Refuse the definition"),
    done=_("Definition refused by a second body"),
    allows=_another,
)
def refuse_definition_proposal(
    ctx: Context,
    definition_proposal: DefinitionProposal,
    reason: Annotated[
        str,
        Words(_("Why not"), _("This is public."), most=2000, long=True, empty=_("Enter why not.")),
    ],
) -> DefinitionProposal:
    """It does not take effect; what stood there goes on. Another can be proposed."""
    one = definition_proposal
    one.state, one.reasons = State.REFUSED, reason
    one.decided_by_id, one.decided_at = ctx.actor.body_id, ctx.occurred_at
    return ctx.save(one)


def _own(_actor: Actor, proposal: DefinitionProposal) -> None:
    _waits(proposal)


@action(
    "evaluation.withdraw_definition_proposal",
    by=Kind.OFFICE,
    power=SET,
    undo=put_back,
    title=_("Withdraw the proposal"),
    done=_("Proposed definition withdrawn"),
    allows=_own,
)
def withdraw_definition_proposal(
    ctx: Context,
    definition_proposal: DefinitionProposal,
    reason: Annotated[
        str,
        Words(_("Why"), _("This is public."), most=2000, long=True, empty=_("Enter the reasons.")),
    ],
) -> DefinitionProposal:
    """The body that proposed it takes it back; what stood there goes on."""
    one = definition_proposal
    one.state, one.reasons = State.WITHDRAWN, reason
    one.decided_by_id, one.decided_at = ctx.actor.body_id, ctx.occurred_at
    return ctx.save(one)
