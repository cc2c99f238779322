"""Questions about functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from commonhall.core.money import hall_currency
from commonhall.delivery.functions.models import FunctionRequest, Transfer
from commonhall.services.services.models import Service


def transfers() -> QuerySet[Transfer]:
    return Transfer.objects.select_related("service", "body", "organisation")


def requests() -> QuerySet[FunctionRequest]:
    return FunctionRequest.objects.select_related(
        "service", "body", "organisation", "transfer", "unit"
    )


def to_hand_over() -> QuerySet[Service]:
    """Services that bodies carry themselves, and that an organisation may ask for."""
    rows = Service.objects.filter(ended_on=None, organisation=None)
    return rows.select_related("body", "unit")


@dataclass(frozen=True)
class Year:
    """Functions carried at the end of a year (or today), and the money for them in it, minor units of one currency."""

    year: int
    functions: int
    amount: int


def over_the_years(today: date) -> list[Year]:
    """From the first function handed over; money by the days of each year in which it was carried. One query."""
    rows = list(Transfer.objects.filter(currency=hall_currency(), starts__lte=today))
    if not rows:
        return []
    found = []
    for year in range(min(one.starts.year for one in rows), today.year + 1):
        first, last = date(year, 1, 1), min(date(year, 12, 31), today)
        spans = [(one, max(one.starts, first), min(_last(one), last)) for one in rows]
        found.append(
            Year(
                year,
                sum(one.starts <= last <= _last(one) for one in rows),
                sum(one.amount * ((b - a).days + 1) // 365 for one, a, b in spans if a <= b),
            )
        )
    return found


def _last(transfer: Transfer) -> date:
    """The last day on which the organisation carries it."""
    back = transfer.returned_on
    return min(transfer.ends, back - timedelta(days=1)) if back else transfer.ends


def carried_by_organisations() -> tuple[int, int]:
    """(services that organisations carry, services in all): the share that must be able to grow."""
    from commonhall.services.services.queries import services

    rows = services()
    return rows.exclude(organisation=None).count(), rows.count()
