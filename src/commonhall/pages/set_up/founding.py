"""The founding act, by a hall's file."""

from __future__ import annotations

from commonhall.actions.actors import Actor, Kind
from commonhall.law.founding.actions import found
from commonhall.pages.set_up import planning
from commonhall.pages.set_up.hall_file import HallFile
from commonhall.ui import hall

FOUNDER = Actor(Kind.SYSTEM, "law.founding:1")


def found_by(file: HallFile) -> str:
    """Found the hall as the file says, by one act; returns its entry's id. Raises ContentError, Refused."""
    plan = planning.plan(file)
    with file.in_its_ways():
        entry = found.perform(FOUNDER, plan=plan).entry
    hall.forget()
    return str(entry.pk)
