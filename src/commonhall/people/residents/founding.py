"""The roll a hall begins with, brought in by the founding act. Before it only keyed hashes are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commonhall.actions.context import Context
from commonhall.people.bodies.models import Body
from commonhall.people.residents import census, roll_keys
from commonhall.people.residents.models import CensusEntry
from commonhall.places.models import Unit

# (keyed hash, code of the place) of a line.
Hashed = tuple[str, str]


def hashed(text: str, places: Sequence[str], field: str = "file") -> list[Hashed]:
    """The lines of a list for places that are not made yet; the first is the whole. Raises `BadInput`."""
    known = {code: number for number, code in enumerate(places)}
    lines = census.read_lines(text, known, 0, field)
    return [(line.key, places[line.unit]) for line in lines]


@dataclass(frozen=True)
class FirstRoll:
    """Written when called by the founding act."""

    lines: Sequence[Hashed]

    def __call__(self, ctx: Context, bodies: Mapping[str, Body]) -> None:
        units = dict(Unit.objects.values_list("code", "pk"))
        name = roll_keys.newest().name
        CensusEntry.objects.bulk_create(
            [CensusEntry(key=key, roll_key=name, unit_id=units[code]) for key, code in self.lines],
            batch_size=census.CHUNK,
        )
        ctx.note(roll=len(self.lines))
