"""What streets and places of the ground are found by."""

from __future__ import annotations

from commonhall.core import search
from commonhall.places import grounds


def register() -> None:
    search.searchable(grounds.SPOT, grounds.lines)
