"""What residents' marks come to. Counted to the end of the last month, so that nobody can watch one mark arrive."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count

from commonhall.core import clock
from commonhall.disputes.disputes.figures import FEWEST
from commonhall.services.ratings.models import Rating
from commonhall.services.services.models import Service


@dataclass(frozen=True)
class Sums:
    """mean: of all marks, to one decimal; marks: (mark, how many), 5 first; people: how many gave one."""

    mean: Decimal
    people: int
    marks: tuple[tuple[int, int], ...]


def sums(service: Service) -> Sums | None:
    """None while fewer than ten residents gave a mark; one query."""
    before = clock.today().replace(day=1)
    rows = Rating.objects.filter(service=service, on__lt=before).order_by()
    found = dict(rows.values_list("mark").annotate(number=Count("pk")))
    people = sum(found.values())
    if people < FEWEST:
        return None
    mean = round(Decimal(sum(mark * number for mark, number in found.items())) / people, 1)
    return Sums(mean, people, tuple((mark, found.get(mark, 0)) for mark in (5, 4, 3, 2, 1)))
