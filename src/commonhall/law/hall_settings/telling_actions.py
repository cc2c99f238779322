"""How residents hear of what they are asked: settled for the whole hall."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice
from commonhall.actions.undoing import put_back
from commonhall.law.hall_settings.models import HallSettings, TellResidents
from commonhall.law.hall_settings.queries import settings_of_the_hall


@action(
    "law.settle_telling",
    by=Kind.OFFICE,
    power="settle-hall",
    nobody_concerned=exemptions.EVERYBODY,
    undo=put_back,
    title=_("Set how residents are told about consultations"),
    done=_("How residents are told about consultations was set"),
)
def settle_telling(
    ctx: Context,
    tell_residents: Annotated[
        str,
        Choice(
            _("How confirmed residents are told when people in their place are asked"),
            _("People who turned off letters in their profile get none."),
            choices=TellResidents.choices,
            radio=True,
            present=lambda _none: settings_of_the_hall().tell_residents,
        ),
    ],
) -> HallSettings:
    """Who follows the place or the matter, and the organisations of the field, are told in any case."""
    settled = settings_of_the_hall()
    settled.tell_residents = tell_residents
    ctx.note(tell_residents=tell_residents)
    return ctx.save(settled)
