"""Alarms, derived again: each was raised by a value below its floor or by none at all, due when the floor says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from commonhall.core.recalculation import State, States, recalculates


def _alarms(states: States) -> Iterator[str]:
    for number, alarm in sorted(states["services.alarm"].items()):
        minimum_standard = states["services.minimumstandard"].get(int(alarm["minimum_standard_id"]))
        if minimum_standard is None:
            yield f"alarm {number}: its minimum standard is not published"
            continue
        if alarm["why"] == "broken" and _holds(minimum_standard, Decimal(alarm["value"])):
            yield f"alarm {number}: its value does not break its minimum standard"
        if alarm["why"] == "unmeasured" and _measured(alarm, minimum_standard, states):
            yield f"alarm {number}: its minimum standard was measured there"
        opened = datetime.fromisoformat(alarm["opened_at"]).date()
        due = date.fromisoformat(alarm["due_on"])
        # The day is the local one: a zone may lie a day off.
        if abs((due - opened - timedelta(days=minimum_standard["days"])).days) > 1:
            yield f"alarm {number}: it is not due when its minimum standard says"


def _holds(minimum_standard: State, value: Decimal) -> bool:
    line = Decimal(minimum_standard["threshold"])
    return value >= line if minimum_standard["at_least"] else value <= line


def _measured(alarm: State, minimum_standard: State, states: States) -> bool:
    """Is there a value of the days before the alarm that no review had struck by then?"""
    opened = datetime.fromisoformat(alarm["opened_at"]).date()
    # The day is the local one: a zone may lie a day off.
    first = (opened - timedelta(days=minimum_standard["measure_days"] - 1)).isoformat()
    last = (opened - timedelta(days=1)).isoformat()
    return any(
        one["minimum_standard_id"] == alarm["minimum_standard_id"]
        and one["unit_id"] == alarm["unit_id"]
        and first <= one["on"] < last
        and one["struck_on"] is None
        for one in states["services.measurement"].values()
    )


def register() -> None:
    recalculates(
        "alarms",
        ("services.alarm", "services.minimumstandard", "services.measurement"),
        _alarms,
        lambda states: len(states["services.alarm"]),
    )
