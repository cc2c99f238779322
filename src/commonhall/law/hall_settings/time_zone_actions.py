"""When the hall's days begin and end."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice
from commonhall.actions.undoing import put_back
from commonhall.law.hall_settings.models import HallSettings
from commonhall.law.hall_settings.queries import settings_of_the_hall
from commonhall.ui import hall

ZONES = [(one, one.replace("_", " ")) for one in sorted(available_timezones())]


@action(
    "law.set_time_zone",
    by=Kind.OFFICE,
    power="settle-hall",
    nobody_concerned=exemptions.EVERYBODY,
    undo=put_back,
    title=_("Set the hall's time zone"),
    done=_("The hall's time zone set"),
    second_factor=True,
)
def set_time_zone(
    ctx: Context,
    time_zone: Annotated[
        str,
        Choice(
            _("Time zone"),
            _("Used for when days begin and deadlines end."),
            choices=ZONES,
            empty=_("Choose a time zone."),
            present=lambda _none: hall.time_zone(),
        ),
    ],
) -> HallSettings:
    """Say by which clock days begin, deadlines end and times are shown.

    Days that were set before stay the same days. What was published about past months stays as it was published; rates
    that are not published yet are counted anew.
    """
    settled = settings_of_the_hall()
    settled.time_zone = time_zone
    ctx.note(time_zone=time_zone)
    transaction.on_commit(hall.forget)
    return ctx.save(settled)
