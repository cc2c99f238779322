"""What who gains is read from: money by district, people by district, and a series that says how well off each is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum

from commonhall.consultations.surveys.models import Survey
from commonhall.core.money import hall_currency
from commonhall.delivery.plan.models import Payment
from commonhall.delivery.plan.queries import items
from commonhall.delivery.spending.queries import ByDistrict, Given, by_district, given
from commonhall.evaluation.fruits.gains import Gains, Place, gains
from commonhall.evaluation.series.models import Series, standing_values
from commonhall.evaluation.series.queries import series
from commonhall.places.models import Unit

PLANNED, PAID = "planned", "paid"
KINDS = (PLANNED, PAID)
# Series that are taken for how well off places are, where the reader has not chosen one.
USUAL = ("income", "poverty")


@dataclass(frozen=True)
class Fruits:
    """found: None where there is nothing to compare. beyond: given to no district alone, minor units. survey: where the
    heads come from, None where none names them. by: the series places are ordered by."""

    units: dict[int, Unit]
    found: Gains | None
    beyond: int
    survey: Survey | None
    by: Series | None


def fruits(kind: str, by: str = "") -> Fruits:
    """Who gains from what the plan gives, or from what was paid; a handful of queries."""
    rows, elsewhere = paid_by_item() if kind == PAID else (given(), 0)
    districts = by_district(rows)
    chosen = _chosen(choices(), by)
    if districts is None:
        return Fruits({}, None, 0, None, chosen)
    standing = _standing(chosen) if chosen is not None else {}
    places = [
        Place(one.unit.pk, one.amount, one.people, standing.get(one.unit.pk))
        for one in districts.rows
    ]
    return Fruits(
        _units(districts), gains(places), districts.beyond + elsewhere, districts.survey, chosen
    )


def paid_by_item() -> tuple[list[Given], int]:
    """What was paid on each part of the plan, or on a contract for it, and what was paid for none; two queries."""
    rows = Payment.objects.filter(currency=hall_currency()).order_by()
    sums: dict[int, int] = defaultdict(int)
    for item, of_contract, total in rows.values_list("item", "contract__item").annotate(
        total=Sum("amount")
    ):
        sums[item or of_contract or 0] += total
    beyond = sums.pop(0, 0)
    known = items().in_bulk(list(sums))
    return [Given(known[number], total) for number, total in sums.items()], beyond


def choices() -> Sequence[Series]:
    """The series that places can be ordered by."""
    return list(series())


def _chosen(rows: Sequence[Series], by: str) -> Series | None:
    known = {one.code: one for one in rows}
    for code in (by, *USUAL):
        if code in known:
            return known[code]
    return next(iter(known.values()), None)


def _standing(one: Series) -> dict[int, float]:
    """The last value of each place, turned so that more is better; two queries at most."""
    found: dict[int, float] = {}
    for unit, value in (
        standing_values().filter(series=one).order_by("on", "pk").values_list("unit", "value")
    ):
        found[unit] = float(value) if one.up else -float(value)
    return found


def _units(districts: ByDistrict) -> dict[int, Unit]:
    return {one.unit.pk: one.unit for one in districts.rows}
