"""Voters' money in exact arithmetic.

Voters who bought the same things hold the same money, so exact amounts are kept for each
distinct holding, as integers over one common denominator.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import gcd

import numpy as np
import numpy.typing as npt

from commonhall.methods.budgeting.election import Election, Integers


@dataclass(frozen=True)
class Price:
    """The price per unit of score at which `project` is paid: `owed / units / denominator`."""

    owed: int
    units: int
    denominator: int

    @property
    def value(self) -> Fraction:
        return Fraction(self.owed, self.units * self.denominator)


class Ledger:
    """What each class holds, exactly. `holding[c]` points into `amounts` (over `denominator`)."""

    def __init__(self, election: Election, endowment: Fraction) -> None:
        self.election = election
        self.holding: Integers = np.zeros(len(election.weights), dtype=np.int64)
        self.amounts: list[int] = [endowment.numerator]
        self.denominator = endowment.denominator
        self.bought = 0
        self.widest = int(election.scores.max(initial=1)) + 1

    def _supporters(self, project: int) -> tuple[Integers, Integers, Integers, Integers]:
        """Supporters by (holding, score): their holdings, scores, weights and the way back."""
        part = self.election.supporters(project)
        classes = self.election.members[part]
        codes = self.holding[classes] * self.widest + self.election.scores[part]
        kinds, back = np.unique(codes, return_inverse=True)
        weights = np.zeros(len(kinds), dtype=np.int64)
        np.add.at(weights, back, self.election.weights[classes])
        return kinds // self.widest, kinds % self.widest, weights, back

    def payers(self, project: int) -> list[tuple[Fraction, int, int]]:
        """The supporters as (money of each, score, how many)."""
        holdings, scores, weights, _ = self._supporters(project)
        rows = zip(holdings.tolist(), scores.tolist(), weights.tolist(), strict=True)
        return [(Fraction(self.amounts[h], self.denominator), s, w) for h, s, w in rows]

    def price(self, project: int) -> Price | None:
        """The exact price per unit of score, or None when the supporters cannot pay."""
        holdings, scores, weights, _ = self._supporters(project)
        cost = self.election.costs[project]
        # Everything is multiplied by the cost's denominator to stay in integers.
        scale = cost.denominator
        owed = cost.numerator * self.denominator
        payers = [
            (self.amounts[h] * scale, s, w)
            for h, s, w in zip(holdings.tolist(), scores.tolist(), weights.tolist(), strict=True)
        ]
        if sum(money * weight for money, _, weight in payers) < owed:
            return None
        if self.widest > 2:
            payers.sort(key=lambda payer: Fraction(payer[0], payer[1]))
        else:
            payers.sort()
        units = sum(score * weight for _, score, weight in payers)
        for money, score, weight in payers:
            if owed * score <= money * units:
                return Price(owed, units, self.denominator * scale)
            owed -= money * weight
            units -= score * weight
        return Price(0, 1, 1)

    def buy(self, project: int, price: Price) -> None:
        """Let the supporters pay `price` per unit of score, or all they have."""
        holdings, scores, _, back = self._supporters(project)
        cost_scale = price.denominator // self.denominator
        factor = price.units * cost_scale
        held = [money * factor for money in self.amounts]
        after = [
            max(0, held[h] - price.owed * s)
            for h, s in zip(holdings.tolist(), scores.tolist(), strict=True)
        ]
        classes = self.election.members[self.election.supporters(project)]
        self.holding[classes] = (len(held) + np.arange(len(after), dtype=np.int64))[back]
        self.denominator *= factor
        self._compact(held + after)
        self.bought += 1

    def _compact(self, amounts: list[int]) -> None:
        """Drop holdings nobody has, merge equal ones, and shorten the common fraction."""
        used = np.flatnonzero(np.bincount(self.holding, minlength=len(amounts)))
        kept = sorted({amounts[position] for position in used.tolist()})
        place = {money: position for position, money in enumerate(kept)}
        mapping = np.zeros(len(amounts), dtype=np.int64)
        for position in used.tolist():
            mapping[position] = place[amounts[position]]
        self.holding = mapping[self.holding]
        common = gcd(self.denominator, *kept)
        self.denominator //= common
        self.amounts = [money // common for money in kept]

    def floats(self) -> npt.NDArray[np.float64]:
        """What each class holds, rounded once to double precision."""
        values = [money / self.denominator for money in self.amounts]
        return np.array(values, dtype=np.float64)[self.holding]
