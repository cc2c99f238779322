"""Asking where the money goes: what the plan gives, who was paid, and how much of it each district has a head."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum

from commonhall.consultations.surveys import queries as survey_queries
from commonhall.consultations.surveys.models import Survey
from commonhall.core.money import hall_currency
from commonhall.delivery.plan.models import Item, Payment
from commonhall.delivery.plan.queries import items
from commonhall.people.organisations.models import Organisation
from commonhall.places.models import Unit


@dataclass(frozen=True)
class Given:
    """What the plan gives to one part, without what its own parts have of it. amount: minor units, above nought."""

    item: Item
    amount: int


@dataclass(frozen=True)
class Paid:
    """What one payee was paid in all. organisation: its number in the register, None of others; name may be ""."""

    organisation: int | None
    name: str
    amount: int


@dataclass(frozen=True)
class District:
    """A district with the money that the plan gives to it alone, and how many people live there."""

    unit: Unit
    amount: int
    people: int

    @property
    def per_head(self) -> float:
        """Minor units for each person."""
        return self.amount / self.people


@dataclass(frozen=True)
class ByDistrict:
    """Districts with figures; beyond: what is given to none of them alone; survey: where the figures come from."""

    rows: list[District]
    beyond: int
    survey: Survey


def given() -> list[Given]:
    """The plan's money by the part it is given to, in the hall's currency; one query.

    A part that has money of its own gives its parts what they have from it; the rest stands with it.
    """
    rows = list(items().exclude(state=Item.State.STOPPED).filter(currency=hall_currency()))
    known = {row.pk: row for row in rows}
    left = {row.pk: row.budget or 0 for row in rows}
    for row in rows:
        above = known.get(row.parent_id or 0)
        while above is not None and not above.budget:
            above = known.get(above.parent_id or 0)
        if above is not None and row.budget:
            left[above.pk] -= row.budget
    return [Given(row, left[row.pk]) for row in rows if left[row.pk] > 0]


def paid() -> list[Paid]:
    """Who was paid, the most first; two queries. A name that was erased is ""."""
    rows = Payment.objects.filter(currency=hall_currency()).order_by()
    sums = rows.values_list("organisation", "payee").annotate(total=Sum("amount"))
    found: dict[tuple[int | None, str], int] = defaultdict(int)
    for organisation, payee, total in sums:
        found[organisation, "" if organisation else payee] += total
    known = Organisation.objects.in_bulk([number for number, _payee in found if number])
    made = [
        Paid(number, known[number].name if number else payee, total)
        for (number, payee), total in found.items()
    ]
    return sorted(made, key=lambda one: (-one.amount, one.name))


def by_district(rows: Iterable[Given]) -> ByDistrict | None:
    """What is given to each district a head; None where no survey says how many people live there. Two queries."""
    known = survey_queries.people_by_place()
    if known is None:
        return None
    survey, people = known
    units = {one.code: one for one in Unit.objects.filter(code__in=people)}
    amounts: dict[str, int] = defaultdict(int)
    beyond = 0
    for one in rows:
        code = _district(one.item.unit, units)
        amounts[code] += one.amount
        beyond += one.amount if not code else 0
    found = [District(units[code], amounts[code], people[code]) for code in people if code in units]
    return ByDistrict(found, beyond, survey) if found else None


def _district(unit: Unit, units: dict[str, Unit]) -> str:
    """The district that a place is or lies in; "" for what reaches beyond one."""
    inside = (code for code, one in units.items() if unit.path.startswith(one.path))
    return next(inside, "")
