"""Alarms, derived again: each was raised by a value below its floor, due when the floor says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from commonhall.acts.rederivation import States, rederives


def _alarms(states: States) -> Iterator[str]:
    for number, alarm in sorted(states["services.alarm"].items()):
        floor = states["services.floor"].get(int(alarm["floor_id"]))
        if floor is None:
            yield f"alarm {number}: its floor is not published"
            continue
        value, line = Decimal(alarm["value"]), Decimal(floor["threshold"])
        holds = value >= line if floor["at_least"] else value <= line
        if holds:
            yield f"alarm {number}: its value does not break its floor"
        opened = datetime.fromisoformat(alarm["opened_at"]).date()
        due = date.fromisoformat(alarm["due_on"])
        # The day is the local one: a zone may lie a day off.
        if abs((due - opened - timedelta(days=floor["days"])).days) > 1:
            yield f"alarm {number}: it is not due when its floor says"


def register() -> None:
    rederives(
        "alarms",
        ("services.alarm", "services.floor"),
        _alarms,
        lambda states: len(states["services.alarm"]),
    )
