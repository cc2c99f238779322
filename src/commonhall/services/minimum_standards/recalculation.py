"""Alarms, derived again: each was raised by a value below its floor, due when the floor says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from commonhall.core.recalculation import States, recalculates


def _alarms(states: States) -> Iterator[str]:
    for number, alarm in sorted(states["services.alarm"].items()):
        minimum_standard = states["services.minimumstandard"].get(int(alarm["minimum_standard_id"]))
        if minimum_standard is None:
            yield f"alarm {number}: its floor is not published"
            continue
        value, line = Decimal(alarm["value"]), Decimal(minimum_standard["threshold"])
        holds = value >= line if minimum_standard["at_least"] else value <= line
        if holds:
            yield f"alarm {number}: its value does not break its floor"
        opened = datetime.fromisoformat(alarm["opened_at"]).date()
        due = date.fromisoformat(alarm["due_on"])
        # The day is the local one: a zone may lie a day off.
        if abs((due - opened - timedelta(days=minimum_standard["days"])).days) > 1:
            yield f"alarm {number}: it is not due when its floor says"


def register() -> None:
    recalculates(
        "alarms",
        ("services.alarm", "services.minimumstandard"),
        _alarms,
        lambda states: len(states["services.alarm"]),
    )
