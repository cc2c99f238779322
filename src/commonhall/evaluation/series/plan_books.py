"""Series as values of indicators of plan books: of the book's place, as they stand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from commonhall.evaluation.series.models import standing_values
from commonhall.places.models import Unit


def values(numbers: list[int], unit: Unit) -> Iterable[tuple[int, date, Decimal]]:
    """A later row of the same day corrects the one before."""
    rows = standing_values().filter(series__in=numbers, unit=unit)
    return rows.order_by("on", "pk").values_list("series_id", "on", "value")
