"""Round tables that others than bodies bring about, and their meetings, for tests: plain functions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from commonhall.actions.actors import Actor
from commonhall.consultations.initiatives.models import Initiative
from commonhall.consultations.meetings import actions as meeting_actions
from commonhall.consultations.meetings import table_actions
from commonhall.consultations.meetings.models import Meeting
from commonhall.consultations.round_tables import actions, convening_actions
from commonhall.consultations.round_tables.models import AgendaItem, Agreement, RoundTable
from commonhall.core import clock
from tests.consultations import initiatives, kit
from tests.kit import Hall


def invited(hall: Hall, by: Actor, **given: Any) -> RoundTable:
    """A table that an organisation convenes with the parks."""
    values: dict[str, Any] = {
        "title": "Lamps for all",
        "unit": hall.unit("north"),
        "body": hall.body("parks"),
        "agenda": ["Who pays"],
        **given,
    }
    return convening_actions.invite_to_table.perform(by, **values).result


def called_for(hall: Hall, **given: Any) -> Initiative:
    """A call for a round table that has its signatures; the parks must convene it."""
    values: dict[str, Any] = {"kind": "table", "body": hall.body("parks"), **given}
    return initiatives.reached(hall, **values)


def convened(hall: Hall, call: Initiative) -> RoundTable:
    return convening_actions.convene_demanded.perform(
        hall.parks, initiative=call, title=call.title, agenda=["Until when lamps burn"]
    ).result


def agreed(
    table: RoundTable, *parties: Actor, text: str = "Lamps burn until midnight."
) -> Agreement:
    """What all parties assent to; the first proposes it."""
    item = AgendaItem.objects.filter(table=table).order_by("place")[0]
    made = actions.propose.perform(parties[0], item=item, text=text).result
    for one in parties[1:]:
        actions.assent.perform(one, agreement=made, verdict="assent")
    made.refresh_from_db()
    return made


def meeting(table: RoundTable, by: Actor, **given: Any) -> Meeting:
    values: dict[str, Any] = {
        "starts_at": kit.days(2),
        "ends_at": kit.days(2) + timedelta(hours=2),
        "where": "School hall",
        **given,
    }
    return table_actions.meet.perform(by, table=table, **values).result


def come(one: Meeting, *people: Actor, online: bool = False) -> None:
    """They are there; call it while the clock stands within the meeting."""
    code = meeting_actions.code_of(one)
    for who in people:
        meeting_actions.attend_meeting.perform(who, meeting=one, code=code, online=online)


def begun(one: Meeting, minutes: float = 5) -> Any:
    """The clock so many minutes after its beginning."""
    return clock.replay(one.starts_at + timedelta(minutes=minutes))
