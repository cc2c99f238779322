"""What may be done in the debate on a motion: speak."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Words
from commonhall.core.refusals import Refused
from commonhall.decisions.debate.models import Speech
from commonhall.decisions.motions import conclusions, standing_votes
from commonhall.decisions.motions.models import Motion
from commonhall.people.actors import office_of

# Of one office on one motion: nobody can bury a debate.
MOST = 20


def _may_speak(actor: Actor, motion: Motion) -> None:
    conclusions.before_own_body(actor, motion)
    if Speech.objects.filter(motion=motion, office_id=office_of(actor) or 0).count() >= MOST:
        raise Refused(
            "state",
            "too-many",
            _("You have spoken %(number)d times on this. Let others speak.") % {"number": MOST},
        )


@action(
    "decisions.speak_on_motion",
    by=Kind.OFFICE,
    remedy=owed.DECISION,
    power="vote-in-body",
    title=_("Speak on it"),
    done=_("Member spoke on a motion"),
    place=lambda motion: motion.unit_id,
    concerns=lambda motion: motion.parties,
    allows=_may_speak,
)
def speak_on_motion(
    ctx: Context,
    motion: Motion,
    text: Annotated[
        str,
        Words(
            _("What you say"),
            _("This is public, and part of the debate until the body has decided."),
            most=4000,
            long=True,
            empty=_("Enter what you want to say about the motion."),
        ),
    ],
) -> Speech:
    """A member says what speaks for a motion, what against, or asks; others answer in the same way."""
    return ctx.save(
        Speech(
            motion=motion,
            office_id=office_of(ctx.actor) or 0,
            term=standing_votes.term_of(ctx.actor),
            wording=motion.wording,
            text=text,
            at=ctx.occurred_at,
        )
    )
