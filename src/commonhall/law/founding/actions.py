"""What may be done with founding."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Internal
from commonhall.law.founding import charter
from commonhall.law.instruments.models import Instrument


@action(
    "law.found",
    by=Kind.SYSTEM,
    founding=True,
    title=_("Found the hall"),
    done=_("The hall was founded"),
    notifies=False,
    no_door="done once, by commonhall found",
)
def found(ctx: Context, plan: Annotated[charter.Plan, Internal()]) -> Instrument:
    """The one action that rests on no provision: it sets the first instruments, bodies and offices."""
    return charter.write(ctx, plan)
