"""Looking into a confidential case: an act on the record, of which its raiser hears."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Words
from commonhall.actions.undoing import put_back
from commonhall.cases.cases import reading, rules
from commonhall.cases.cases.models import Case
from commonhall.cases.categories.actions import READS
from commonhall.cases.confidential.models import Look
from commonhall.core.refusals import Refused


def _may_look(actor: Actor, case: Case) -> None:
    if not case.confidential:
        raise Refused("state", "wrong-state", _("Everybody can read this case."))
    if not reading.reviews(actor.body_id, case):
        raise Refused(
            "state",
            "not-reviewer",
            _("Only a body that reviews decisions, or decides who answers, can look into it."),
        )
    if case.looks.filter(body=actor.body, ended_on=None).exists():
        raise Refused("state", "looked-before", _("Your body can already read this case."))


@action(
    "cases.look_into_case",
    by=Kind.OFFICE,
    power=READS,
    any_body=exemptions.REVIEWED,
    undo=put_back,
    title=_("Look into it"),
    done=_("Confidential case looked into by a reviewing body"),
    place=rules.unit_of,
    concerns=rules.parties,
    allows=_may_look,
)
def look_into_case(
    ctx: Context,
    case: Case,
    reason: Annotated[
        str,
        Words(
            _("Why you need to read it"),
            _("The person who raised it hears that your body reads it. The reason is not public."),
            most=1000,
            long=True,
            empty=_("Enter why you need to read it."),
        ),
    ],
) -> Look:
    """Read it as the body that reviews, or that decides who answers. That you do is public; what stands in it is not."""
    return ctx.save(Look(case=case, body_id=ctx.actor.body_id, reason=reason, at=ctx.occurred_at))
