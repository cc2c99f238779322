"""What streets and places of the ground are found by."""

from __future__ import annotations

from commonhall.core import search
from commonhall.places import grounds
from commonhall.places.models import Unit


def register() -> None:
    search.found_by(Unit, lambda unit: "\n".join(unit.names.values()))
    search.searchable(grounds.SPOT, grounds.lines)
