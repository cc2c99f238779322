"""Support on paper, under four eyes: one office enters it with its evidence, another counts it again."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Number
from commonhall.actions.undoing import put_back
from commonhall.consultations.initiatives.paper_actions import (
    COUNTED,
    EVIDENCE,
    WHY_NOT,
    check_count,
    counts_again,
    settle,
)
from commonhall.decisions.proposals.authors import parties
from commonhall.decisions.proposals.models import PaperSupport, Proposal
from commonhall.decisions.proposals.support_actions import collects
from commonhall.people.actors import office_of


@action(
    "decisions.enter_supporters",
    by=Kind.OFFICE,
    power="enter-signatures",
    any_body=exemptions.SIGNED,
    undo=put_back,
    title=_("Enter support on paper"),
    done=_("Support for a proposal entered from paper"),
    place=lambda proposal: proposal.unit_id,
    concerns=parties,
    allows=lambda _actor, proposal: collects(proposal),
)
def enter_supporters(
    ctx: Context,
    proposal: Proposal,
    number: Annotated[
        int,
        Number(
            _("How many supporters"),
            _("Residents of the place. Nobody can tell whether they also support it here."),
            least=1,
            most=1_000_000,
            empty=_("Enter how many you counted."),
        ),
    ],
    evidence: Annotated[str, EVIDENCE],
) -> PaperSupport:
    """Enter how many support it on paper. They count if another office counts them again while support is collected."""
    ctx.note(number=number)
    return ctx.save(
        PaperSupport(
            proposal=proposal,
            claimed=number,
            evidence=evidence,
            entered_on=ctx.today,
            entered_by_id=ctx.actor.body_id,
            office_id=office_of(ctx.actor),
            entered_person_id=ctx.actor.person,
        )
    )


def _may_count(actor: Actor, sheet: PaperSupport) -> None:
    collects(sheet.proposal)
    counts_again(actor, sheet, sheet.body_id)


def _unit_of(sheet: PaperSupport) -> int:
    return sheet.proposal.unit_id


def _parties(sheet: PaperSupport) -> list[str]:
    return parties(sheet.proposal)


@action(
    "decisions.confirm_supporters",
    by=Kind.OFFICE,
    power="confirm-signatures",
    any_body=exemptions.SIGNED,
    undo=put_back,
    title=_("Confirm them"),
    done=_("Support on paper counted twice"),
    place=_unit_of,
    concerns=_parties,
    allows=_may_count,
)
def confirm_supporters(
    ctx: Context, sheet: PaperSupport, number: Annotated[int, COUNTED]
) -> PaperSupport:
    """You have counted the sheets themselves. They are added to the supporters."""
    check_count(sheet, number)
    settle(ctx, sheet, PaperSupport.State.CONFIRMED)
    ctx.note(number=number)
    return ctx.save(sheet)


@action(
    "decisions.refuse_supporters",
    by=Kind.OFFICE,
    power="confirm-signatures",
    any_body=exemptions.SIGNED,
    undo=put_back,
    title=_("Do not let them count"),
    done=_("Support on paper does not count"),
    place=_unit_of,
    concerns=_parties,
    allows=_may_count,
)
def refuse_supporters(
    ctx: Context, sheet: PaperSupport, reason: Annotated[str, WHY_NOT]
) -> PaperSupport:
    """The sheets do not show what was entered. They can be entered again."""
    settle(ctx, sheet, PaperSupport.State.REFUSED, reason)
    return ctx.save(sheet)
