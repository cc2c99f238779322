"""The hall's own list of ways on and of numbers that help."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Names, Words
from commonhall.actions.undoing import put_back
from commonhall.core.refusals import Refused
from commonhall.disputes.ways_on.models import WayOn


@action(
    "disputes.add_way_on",
    by=Kind.OFFICE,
    power="set-ways-on",
    nobody_concerned=exemptions.EVERYBODY,
    undo=put_back,
    title=_("Add a way on or a help number"),
    done=_("Way on or help number added"),
    notifies=False,
)
def add_way_on(
    ctx: Context,
    kind: Annotated[
        str,
        Choice(_("What it is"), choices=WayOn.Kind.choices, radio=True, empty=_("Choose one.")),
    ],
    names: Annotated[dict[str, str], Names(_("Name"), most=120, empty=_("Enter a name."))],
    contact: Annotated[
        str,
        Words(
            _("How to reach it"),
            _("Telephone number, address, hours."),
            most=300,
            empty=_("Enter a telephone number or an address."),
        ),
    ],
) -> WayOn:
    """Say where people can go when mediation ends or is refused, and who helps at once in danger."""
    return ctx.save(WayOn(kind=kind, names=names, contact=contact))


def _is_there(_actor: Actor, way_on: WayOn) -> None:
    if way_on.ended_on is not None:
        raise Refused("state", "wrong-state", _("It has already been removed."))


@action(
    "disputes.remove_way_on",
    by=Kind.OFFICE,
    power="set-ways-on",
    undo=put_back,
    title=_("Remove from the list"),
    done=_("Way on or help number removed"),
    allows=_is_there,
    notifies=False,
)
def remove_way_on(ctx: Context, way_on: WayOn) -> WayOn:
    """It is not shown any more."""
    way_on.ended_on = ctx.today
    return ctx.save(way_on)
