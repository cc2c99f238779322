"""What the System does with demands of all kinds: it notes when nobody answers in time."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Internal
from commonhall.core.refusals import Refused
from commonhall.law.appeals.models import Appeal
from commonhall.law.challenges.models import Challenge
from commonhall.law.recalls.models import Recall

Demand = Appeal | Challenge | Recall


@action(
    "law.mark_overdue",
    by=Kind.SYSTEM,
    power="watch-deadlines",
    title=_("Put a delay on the record"),
    done=_("An answer required by law is overdue"),
)
def mark_overdue(ctx: Context, thing: Annotated[Demand, Internal(subject=True)]) -> Demand:
    """The day has passed and nothing was answered: everybody may see it."""
    late: Demand = thing.as_read()
    if late.decided_at or late.overdue_on:
        raise Refused(
            "state", "wrong-state", _("This has already been decided or recorded as late.")
        )
    if not late.days_late(ctx.today):
        raise Refused("state", "in-time", _("The answer is not due yet."))
    ctx.note(due_on=str(late.due_on))
    late.overdue_on = ctx.today
    return ctx.save(late)
