"""Cases that are perhaps the same: by category, place and time, and by their words in any script.

Nothing is decided here: people are shown what was found, and say whether it is the same.
"""

from __future__ import annotations

import math
from datetime import timedelta
from decimal import Decimal

from django.db.models import Q

from commonhall.cases.cases import queries as case_queries
from commonhall.cases.cases.models import Case
from commonhall.cases.cases.queries import CASE
from commonhall.cases.categories.models import Category
from commonhall.core import clock, likeness
from commonhall.places.models import Unit

# How far back, how many of the newest, how many are shown, and from which likeness on.
WITHIN = timedelta(days=120)
LOOKED_AT, MOST, LEAST = 400, 5, 0.45
# Metres within which a point is the same place, or near; what that adds to the likeness of the words.
SAME, NEAR = 60, 200
METRES_A_DEGREE = 111_320
ENDED = (Case.State.CONFIRMED, Case.State.CLOSED)
Point = tuple[Decimal | None, Decimal | None]


def similar(
    category: Category, unit: Unit | None, words: str, point: Point = (None, None), besides: int = 0
) -> list[Case]:
    """The cases most like one with these words, the most alike first; two queries."""
    here = Q(unit=unit) if unit is not None else Q(pk=None)
    latitude, longitude = point
    if latitude is not None and longitude is not None:
        reach = Decimal(NEAR) / METRES_A_DEGREE
        wide = reach / Decimal(max(0.01, math.cos(math.radians(float(latitude)))))
        here |= Q(
            latitude__range=(latitude - reach, latitude + reach),
            longitude__range=(longitude - wide, longitude + wide),
        )
    rows = case_queries.visible().filter(here, category=category)
    rows = rows.filter(raised_at__gte=clock.now() - WITHIN).exclude(state__in=ENDED)
    rows = rows.exclude(pk=besides).select_related("category", "unit", "body")
    found = {case.pk: case for case in rows.order_by("-id")[:LOOKED_AT]}
    if not found:
        return []
    alike = likeness.alike(CASE, found, words)
    scored = [(alike[number] + _nearness(case, point), number) for number, case in found.items()]
    best = sorted((one for one in scored if one[0] >= LEAST), reverse=True)
    return [found[number] for _score, number in best[:MOST]]


def like(case: Case) -> list[Case]:
    """The cases most like this one that are not joined with it already."""
    words, point = f"{case.title} {case.address}", (case.latitude, case.longitude)
    main = case.main_id or case.pk
    rows = similar(case.category, case.unit, words, point, case.pk)
    return [one for one in rows if (one.main_id or one.pk) != main]


def _nearness(case: Case, point: Point) -> float:
    latitude, longitude = point
    if None in (latitude, longitude, case.latitude, case.longitude):
        return 0.0
    north = float(case.latitude or 0) - float(latitude or 0)
    east = (float(case.longitude or 0) - float(longitude or 0)) * math.cos(
        math.radians(float(latitude or 0))
    )
    metres = math.hypot(north, east) * METRES_A_DEGREE
    return 0.4 if metres <= SAME else 0.2 if metres <= NEAR else 0.0
