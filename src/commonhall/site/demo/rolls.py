"""The roll of residents of Millbrook: made-up lines, agreed to by a second body; panels and surveys draw from it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from commonhall.core import clock
from commonhall.people.residents.actions import import_census
from commonhall.people.rolls.actions import confirm_roll_change
from commonhall.people.rolls.models import RollChange
from commonhall.places.models import Unit

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

LINES = 360


def listed(town: Town) -> str:
    """The list as the registry has it, with names and addresses."""
    places = [one.code for one in town.units]
    rows = [
        f"MB-{at:04d},19{50 + at % 50}-0{1 + at % 9}-1{at % 9},Resident {at},Mill Lane {at},"
        f"{places[at * at % 97 % len(places)]}"
        for at in range(LINES)
    ]
    return "\n".join(["number,born,name,address,unit", *rows])


def bring_in(town: Town, moment: datetime) -> str:
    """The list is imported, and a second body agrees a day later; gives the list."""
    lines = listed(town)
    with clock.replay(moment):
        import_census.perform(
            town.desks["hall-desk"], unit=Unit.objects.get(code="root"), lines=lines
        )
    waiting = RollChange.objects.filter(state__in=("waiting", "alone")).order_by("-pk").first()
    if waiting is not None:
        with clock.replay(moment + timedelta(days=1)):
            confirm_roll_change.perform(
                town.desks["reviewer"],
                waiting,
                seen="The list is the registry's of this month; twenty lines were looked up.",
            )
    return lines
