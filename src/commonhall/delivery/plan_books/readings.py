"""Values of indicators that the hall measures anyway: each kind of thing says how its values are read.

readings.reads("services.standard", values)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from commonhall.core import refs
from commonhall.services.minimum_standards.models import Measurement

Reading = tuple[date, Decimal]
Reader = Callable[[list[int]], dict[int, list[Reading]]]
_readers: dict[str, Reader] = {}


def reads(kind: str, reader: Reader) -> None:
    """Register how values of things of a kind are read: numbers → values of each, the oldest first; one query."""
    _readers[kind] = reader


def knows(ref: str) -> bool:
    """Is it a thing that is measured, and is it there?"""
    return ref.partition(":")[0] in _readers and refs.thing(ref) is not None


def of(found: Iterable[str]) -> dict[str, list[Reading]]:
    """Values by ref; one query a kind."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for ref in found:
        kind, _colon, number = ref.partition(":")
        by_kind[kind].append(int(number))
    return {
        f"{kind}:{number}": values
        for kind, numbers in by_kind.items()
        if kind in _readers
        for number, values in _readers[kind](numbers).items()
    }


def _measured(field: str) -> Reader:
    """Values that stand; on a day with several places, the first is that of the widest place."""

    def read(numbers: list[int]) -> dict[int, list[Reading]]:
        rows = Measurement.objects.filter(**{f"{field}__in": numbers}, struck_on=None)
        values: dict[int, dict[date, Decimal]] = defaultdict(dict)
        found = rows.order_by("on", "unit__path", "pk").values_list(f"{field}_id", "on", "value")
        for number, on, value in found:
            values[number].setdefault(on, value)
        return {number: sorted(days.items()) for number, days in values.items()}

    return read


reads("services.standard", _measured("standard"))
reads("services.minimumstandard", _measured("minimum_standard"))
