"""What a body does with a matter on its agenda that nothing else answers."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Words
from commonhall.actions.undoing import put_back
from commonhall.core.refusals import Refused
from commonhall.law.agenda.models import Matter

ANSWER = "answer-for-promises"


def _on_own_agenda(actor: Actor, matter: Matter) -> None:
    if matter.body_id != actor.body:
        raise Refused("state", "other-body", _("This is on the agenda of another body."))
    if matter.taken_up_on is not None:
        raise Refused("state", "wrong-state", _("This has already been taken up."))
    if matter.answered_itself:
        raise Refused("state", "owed-there", _("Answer the matter itself to take this up."))


@action(
    "law.take_up_matter",
    by=Kind.OFFICE,
    undo=put_back,
    power=ANSWER,
    title=_("Record what came of it"),
    done=_("Matter on the agenda taken up"),
    place=lambda matter: matter.body.unit_id,
    concerns=lambda matter: [matter.about],
    allows=_on_own_agenda,
)
def take_up_matter(
    ctx: Context,
    matter: Matter,
    text: Annotated[
        str,
        Words(
            _("What came of it"),
            _("This is public."),
            most=4000,
            long=True,
            empty=_("Enter what came of it."),
        ),
    ],
) -> Matter:
    """Say in public what the body found, and what it does about it."""
    matter.outcome, matter.taken_up_on = text, ctx.today
    return ctx.save(matter)
