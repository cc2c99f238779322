"""Values of indicators that the hall measures anyway: each kind of thing says how its values are read.

readings.reads("services.minimumstandard", values)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from commonhall.core import refs
from commonhall.places.models import Unit
from commonhall.services.minimum_standards.models import Measurement

Reading = tuple[date, Decimal]
Reader = Callable[[list[int], Unit], Iterable[tuple[int, date, Decimal]]]
_readers: dict[str, Reader] = {}


def reads(kind: str, reader: Reader) -> None:
    """Register how values of things of a kind are read in a place: (number of the thing, day, value), where a later row
    corrects an earlier one of the same day; one query."""
    _readers[kind] = reader


def knows(ref: str) -> bool:
    """Is it a thing that is measured, and is it there?"""
    return ref.partition(":")[0] in _readers and refs.thing(ref) is not None


def of(found: Iterable[str], unit: Unit) -> dict[str, list[Reading]]:
    """Values in a place by ref, the oldest first; one query a kind."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for ref in found:
        kind, _colon, number = ref.partition(":")
        if kind in _readers:
            by_kind[kind].append(int(number))
    values: dict[str, dict[date, Decimal]] = defaultdict(dict)
    for kind, numbers in by_kind.items():
        for one, day, value in _readers[kind](numbers, unit):
            values[f"{kind}:{one}"][day] = value
    return {ref: sorted(days.items()) for ref, days in values.items()}


def _of_minimum_standards(numbers: list[int], unit: Unit) -> Iterable[tuple[int, date, Decimal]]:
    """Values that no review has struck."""
    rows = Measurement.objects.filter(minimum_standard__in=numbers, unit=unit, struck_on=None)
    return rows.order_by("on", "pk").values_list("minimum_standard_id", "on", "value")


reads("services.minimumstandard", _of_minimum_standards)
