"""What may be done with founding."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.law.founding import charter
from commonhall.law.instruments.models import Instrument


@action(
    "law.found",
    by=Kind.SYSTEM,
    founding=True,
    title=_("Found the hall"),
    done=_("The hall was founded"),
    notifies=False,
)
def found(ctx: Context, plan: charter.Plan) -> Instrument:
    """The one action that rests on no provision: it sets the first instruments, bodies and offices."""
    return charter.write(ctx, plan)
