"""Adding to a case what one knows of it, and setting aside what does not belong there."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Upload, Words
from commonhall.actions.undoing import put_back
from commonhall.cases.cases import rules
from commonhall.cases.cases.models import WAITING, Case
from commonhall.cases.evidence.models import Evidence
from commonhall.cases.pictures import at_raising
from commonhall.core import photos
from commonhall.core.refusals import BadInput, Refused

MOST, MOST_EACH = 30, 3


def _may_add(actor: Actor, case: Case) -> None:
    if case.is_private and not rules.raised_by(actor, case):
        raise Refused("state", "confidential", _("This case is confidential."))
    rules.in_state(case, (*WAITING, Case.State.DONE))
    rows = case.evidence.filter(set_aside_on=None)
    mine = (
        rows.filter(organisation=actor.organisation)
        if actor.kind is Kind.ORGANISATION
        else rows.filter(person=actor.person, organisation=None)
    )
    if rows.count() >= MOST or mine.count() >= MOST_EACH:
        raise Refused(
            "state",
            "enough-evidence",
            _("You can add evidence three times, and a case takes thirty pieces in all."),
        )


@action(
    "cases.add_evidence",
    by=(Kind.PERSON, Kind.ORGANISATION),
    right="raise-cases",
    title=_("Add evidence"),
    done=_("Evidence added to the case"),
    told=lambda _made: gettext("Thank you. The body that answers is told."),
    allows=_may_add,
    limit="cases.raise_case",
)
def add_evidence(
    ctx: Context,
    case: Case,
    text: Annotated[
        str,
        Words(
            _("What you know about it"),
            _("For example: it was dark on Monday, too. This is public; your name is not."),
            most=2000,
            long=True,
        ),
    ] = "",
    image: Annotated[Any, Upload(_("Photo"), kinds=at_raising.KINDS, clean=photos.clean)] = None,
    words: Annotated[
        str,
        Words(
            _("What the photo shows"),
            _("Read to people who cannot see it, for example: A lamp hanging from its cable."),
            most=200,
        ),
    ] = "",
) -> Evidence:
    """Add what you know, in words or with a photo. The case stays that of the person who raised it."""
    if not text and not image:
        raise BadInput("text", _("Enter what you know, or choose a photo."))
    if words and not image:
        raise BadInput("image", _("Choose the photo that you describe, or delete its description."))
    ctx.follow(case, ctx.actor.account)
    return ctx.save(
        Evidence(
            case=case,
            person_id=ctx.actor.person if ctx.actor.kind is Kind.PERSON else None,
            organisation_id=ctx.actor.organisation,
            text=text,
            image=image or "",
            words=words,
            at=ctx.occurred_at,
        )
    )


def _shown(actor: Actor, evidence: Evidence) -> None:
    rules.own_body(actor, evidence.case)
    if evidence.set_aside_on is not None:
        raise Refused("state", "wrong-state", _("This evidence has already been set aside."))


@action(
    "cases.set_aside_evidence",
    by=Kind.OFFICE,
    power="answer-cases",
    undo=put_back,
    title=_("Set it aside"),
    done=_("Evidence set aside"),
    place=lambda evidence: rules.unit_of(evidence.case),
    concerns=lambda evidence: rules.parties(evidence.case),
    allows=_shown,
)
def set_aside_evidence(
    ctx: Context,
    evidence: Evidence,
    reason: Annotated[
        str,
        Words(
            _("Why it is not shown"),
            _("This is public. For example: it names a private person."),
            most=1000,
            long=True,
            empty=_("Enter why it is not shown."),
        ),
    ],
) -> Evidence:
    """Stop showing it, with the reason. The original is kept, and the decision can be appealed."""
    evidence.set_aside_on, evidence.reason = ctx.today, reason
    return ctx.save(evidence)
