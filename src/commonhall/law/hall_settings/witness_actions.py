"""Who outside the hall must have cosigned its record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Lines, Number
from commonhall.actions.undoing import put_back
from commonhall.core.refusals import BadInput
from commonhall.law.hall_settings import witnesses as lines
from commonhall.law.hall_settings.models import HallSettings
from commonhall.law.hall_settings.queries import settings_of_the_hall


@action(
    "law.set_witnesses",
    by=Kind.OFFICE,
    power="adopt-local-rules",
    nobody_concerned=exemptions.EVERYBODY,
    undo=put_back,
    title=_("Set the witnesses of the record"),
    done=_("Witnesses of the record set"),
    second_factor=True,
    unasked="who watches over the record from outside takes nothing from anybody",
)
def set_witnesses(
    ctx: Context,
    witnesses: Annotated[
        Sequence[dict[str, str]] | None,
        Lines(
            _("Witnesses"),
            _(
                "One witness per line: its key, then the address where it can be asked. Leave blank for none."
            ),
            read=lines.read,
            present=lambda _none: lines.written(settings_of_the_hall().witnesses),
        ),
    ] = None,
    needed: Annotated[
        int,
        Number(
            _("How many must cosign"),
            _(
                "The record counts as late until this many have cosigned. More than half gives the best protection."
            ),
            least=0,
            most=lines.MOST,
            present=lambda _none: settings_of_the_hall().witnesses_needed,
        ),
    ] = 0,
) -> HallSettings:
    """Say which independent witnesses confirm the record's checkpoints, and how many must.

    A witness confirms only a record that has grown and lost nothing, so that nobody can be shown another one.
    """
    many = list(witnesses or ())
    if needed > len(many):
        raise BadInput("needed", _("Enter no more than the number of witnesses."))
    settled = settings_of_the_hall()
    settled.witnesses, settled.witnesses_needed = many, needed
    ctx.note(witnesses=[one["key"] for one in many], needed=needed)
    return ctx.save(settled)
