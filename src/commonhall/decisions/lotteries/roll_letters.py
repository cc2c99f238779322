"""Letters by lot: whose turn on the roll of residents it is. The roll holds no names, so that nobody is chosen by one.

The numbers of the lines that are there are frozen under a root before the seed is known; the seed gives their order.
"""

from __future__ import annotations

from collections.abc import Iterable

from commonhall.decisions.lotteries.models import Lottery
from commonhall.methods.sortition import person_hash
from commonhall.people.residents.models import CensusEntry
from commonhall.places.models import Unit
from commonhall.record.merkle import leaf_hash, root


def lines(unit: Unit, last: int | None = None) -> list[int]:
    """Numbers of the roll's lines in a place and its parts, in order; last: none that came later."""
    rows = CensusEntry.objects.filter(unit__path__startswith=unit.path)
    if last is not None:
        rows = rows.filter(pk__lte=last)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def root_of(numbers: Iterable[int]) -> str:
    """Merkle root (RFC 9162) over the numbers of lines, in order."""
    return root([leaf_hash(str(number).encode()) for number in sorted(numbers)]).hex()


def ordered(lottery: Lottery) -> list[int]:
    """Lines of the frozen roll in the order in which they get letters, by the seed alone."""
    found = lines(lottery.unit, lottery.roll_last)
    return sorted(found, key=lambda number: person_hash(lottery.seed, str(number)))
