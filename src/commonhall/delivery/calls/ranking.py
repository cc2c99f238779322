"""From prices and points to a ranking: pure, so that everybody can calculate it again from what is published.

Points for the price: weight × lowest price ÷ price. Points for each other criterion: weight × points of ten ÷ 10, as the
mean of all scorers. Each is rounded to hundredths, half up. Equal sums: the lower price stands first; then the lot does:
the lower SHA-256 of the set of all offers followed by the offer's digest, which nobody could choose.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

HUNDREDTH = Decimal("0.01")
#: The most a scorer gives for a criterion.
BEST = 10


@dataclass(frozen=True)
class Scored:
    """An offer as it is ranked. price: minor units; scores: one a scorer, each criterion → points of ten."""

    number: int
    digest: str
    price: int
    scores: Sequence[Mapping[str, int]]


@dataclass(frozen=True)
class Place:
    """Where an offer stands: points of 100 for the price, for the criteria, and in all."""

    number: int
    price_points: Decimal
    points: Decimal

    @property
    def total(self) -> Decimal:
        return self.price_points + self.points

    def as_json(self) -> dict[str, str | int]:
        return {
            "offer": self.number,
            "price_points": str(self.price_points),
            "points": str(self.points),
            "total": str(self.total),
        }


def rounded(value: Decimal) -> Decimal:
    return value.quantize(HUNDREDTH, ROUND_HALF_UP)


def price_points(price: int, lowest: int, weight: int) -> Decimal:
    """An offer at no cost has all the points; beside it, one that costs something has none."""
    if price == lowest:
        return rounded(Decimal(weight))
    return rounded(Decimal(weight) * lowest / price)


def points_of(score: Mapping[str, int], weights: Mapping[str, int]) -> Decimal:
    """What one scorer gave, in points of 100."""
    return sum(
        (rounded(Decimal(weight) * score[code] / BEST) for code, weight in weights.items()),
        Decimal("0.00"),
    )


def mean(values: Sequence[Decimal]) -> Decimal:
    return rounded(sum(values, Decimal(0)) / len(values)) if values else Decimal("0.00")


def apart(scores: Sequence[Mapping[str, int]], weights: Mapping[str, int]) -> Decimal:
    """By how many points of 100 the first two scorers differ."""
    if len(scores) < 2:
        return Decimal(0)
    return abs(points_of(scores[0], weights) - points_of(scores[1], weights))


def rank(
    offers: Sequence[Scored], price_weight: int, weights: Mapping[str, int], root: str
) -> list[Place]:
    """All offers, best first."""
    if not offers:
        return []
    lowest = min(one.price for one in offers)
    known = {one.number: one for one in offers}
    places = [
        Place(
            one.number,
            price_points(one.price, lowest, price_weight),
            mean([points_of(score, weights) for score in one.scores]),
        )
        for one in offers
    ]

    def order(place: Place) -> tuple[Decimal, int, str]:
        one = known[place.number]
        lot = hashlib.sha256(bytes.fromhex(root) + bytes.fromhex(one.digest)).hexdigest()
        return (-place.total, one.price, lot)

    return sorted(places, key=order)
