"""Initiatives for tests: plain functions."""

from __future__ import annotations

from datetime import date
from typing import Any

from commonhall.actions.actors import Actor
from commonhall.consultations.initiatives import actions, signing_actions
from commonhall.consultations.initiatives.models import Initiative
from commonhall.people.residents.census import census_key
from commonhall.people.residents.models import CensusEntry
from tests.decisions.kit import voter
from tests.kit import Hall

BORN = date(1990, 1, 1)
# So many the standard charter wants at least.
NEEDED = {"answer": 10, "motion": 20, "audit": 20}


def begun(hall: Hall, by: Actor | None = None, **given: Any) -> Initiative:
    """An initiative in the north, begun by one of its residents."""
    values: dict[str, Any] = {
        "title": "Light Mill Road until midnight",
        "text": "It is dark at eleven. We ask for **light until midnight**.",
        "kind": "answer",
        "unit": hall.unit("north"),
        "name": "Ada of Mill Road",
        **given,
    }
    return actions.begin_initiative.perform(by or voter(hall, 900), **values).result


def sign(who: Actor, initiative: Initiative, shown: str = "private", name: str = "") -> Any:
    return signing_actions.sign_initiative.perform(
        who, initiative=initiative, shown=shown, name=name
    ).result


def reached(hall: Hall, by: Actor | None = None, **given: Any) -> Initiative:
    """An initiative with as many signatures as its kind needs."""
    one = begun(hall, by, **given)
    for number in range(one.needed - 1):
        sign(voter(hall, 500 + number), one)
    one.refresh_from_db()
    return one


def on_roll(hall: Hall, *numbers: int, unit: str = "north") -> list[tuple[str, date]]:
    """Lines of the roll that confirmed nobody yet, as they stand on a sheet."""
    for number in numbers:
        CensusEntry.objects.create(key=census_key(f"P-{number}", BORN), unit=hall.unit(unit))
    return [(f"P-{number}", BORN) for number in numbers]
