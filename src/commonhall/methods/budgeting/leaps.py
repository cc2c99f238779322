"""How far every voter's endowment may grow before Equal Shares buys something else, exactly.

While nothing changes, what each voter holds is a straight line over the growth t, and so is every
price: (cost less what those pay who give all they have) over the units of the others. Each thing the
count compares is a difference of such lines, whose root is a fraction; the nearest root ends the leap.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from math import ceil

from commonhall.methods.budgeting.election import Election
from commonhall.methods.budgeting.outcome import Selection

#: A value at t = 0 and its growth with t.
Line = tuple[Fraction, Fraction]
#: What a supporter holds, the score, and how many voters are alike.
Payer = tuple[Line, int, int]
NOTHING: Line = (Fraction(0), Fraction(0))
#: How often the end of a leap is looked for again, nearer.
REFINEMENTS = 12


def same_until(
    election: Election, by_cost: bool, endowment: Fraction, bought: list[int], most: int
) -> int:
    """A number of units, `most` at most: with any growth up to it the count buys what `bought` lists, in
    this order, and nothing more can be paid at its end. 0 where none is certain.
    """
    leap = _Leap(election, by_cost, endowment, Fraction(most + 1))
    for project in bought:
        if not leap.buy(project):
            return 0
    leap.nothing_more()
    return min(ceil(leap.end) - 1, most) if leap.end > 0 else 0


class _Leap:
    """Purchases one after the other, each shortening the leap to where it would change."""

    def __init__(
        self, election: Election, by_cost: bool, endowment: Fraction, end: Fraction
    ) -> None:
        self.election, self.by_cost, self.end = election, by_cost, end
        self.selection = Selection(election)
        self.selection.take_free()
        self.money: list[Line] = [(endowment, Fraction(1))] * len(election.weights)
        self.supporters = [
            list(
                zip(
                    election.members[election.supporters(project)].tolist(),
                    election.scores[election.supporters(project)].tolist(),
                    strict=True,
                )
            )
            for project in range(len(election.projects))
        ]
        self.weights = election.weights.tolist()

    def payers(self, project: int) -> list[Payer]:
        """The supporters who hold something, those who hold and score alike together."""
        alike: dict[tuple[Line, int], int] = defaultdict(int)
        for number, score in self.supporters[project]:
            if self.money[number] != NOTHING:
                alike[self.money[number], score] += self.weights[number]
        return [(held, score, weight) for (held, score), weight in alike.items()]

    def shorten(self, value: Fraction, growth: Fraction) -> None:
        """End where a value that must not fall below zero would."""
        if growth < 0:
            self.end = min(self.end, value / -growth)

    def price(self, project: int) -> Line | None:
        """The price per unit of score; ends the leap where other supporters would give all they have."""
        payers = sorted(
            self.payers(project), key=lambda payer: (payer[0][0] / payer[1], payer[0][1] / payer[1])
        )
        owed, growth = self.election.costs[project], Fraction(0)
        units = sum(score * weight for _, score, weight in payers)
        for at, ((held, more), score, weight) in enumerate(payers):
            if owed * score <= held * units:
                price = owed / units, growth / units
                for other, (line, points, _) in enumerate(payers):
                    side = 1 if other >= at else -1
                    self.shorten(
                        side * (line[0] - price[0] * points), side * (line[1] - price[1] * points)
                    )
                return price
            owed -= held * weight
            growth -= more * weight
            units -= score * weight
        return None

    def buy(self, project: int) -> bool:
        """Buy what was bought; False where the count at t = 0 would not have."""
        price = self.price(project) if project in self.selection.open else None
        if price is None:
            return False
        cost = self.election.costs[project]
        for other in self.selection.open:
            if other != project and self.end > 0:
                scale = self.election.costs[other] / cost if self.by_cost else Fraction(1)
                level = price[0] * scale, price[1] * scale
                if not self.comes_later(other, level, level_is_later=project < other):
                    return False
        for number, score in self.supporters[project]:
            held, more = self.money[number]
            left = held - price[0] * score, more - price[1] * score
            spent = left[0] < 0 or (left[0] == 0 and left[1] <= 0)
            self.money[number] = NOTHING if spent else left
        self.selection.buy(project, "equal shares", Fraction(0))
        return self.end > 0

    def comes_later(self, other: int, level: Line, *, level_is_later: bool) -> bool:
        """Whether `other` is surely not bought at this price or less; ends the leap where it may be.

        What its supporters would pay at that price is concave in t, as the least of lines is, so that
        its tangent nowhere lies below it: where the tangent reaches the cost is never too late.
        """
        payers, cost = self.payers(other), self.election.costs[other]
        at = Fraction(0)
        for _ in range(REFINEMENTS):
            paid, growth = _collected(payers, level, at)
            if paid > cost or (paid == cost and not level_is_later):
                break
            if growth <= 0:
                return True
            step = (cost - paid) / growth
            if at + step >= self.end:
                return True
            if step == 0:
                break
            at += step
        self.end = min(self.end, at)
        return at > 0

    def nothing_more(self) -> None:
        """End where the supporters of something more could pay for it."""
        for project in self.selection.open:
            payers = self.payers(project)
            held = sum((line[0] * weight for line, _, weight in payers), Fraction(0))
            more = sum((line[1] * weight for line, _, weight in payers), Fraction(0))
            if held >= self.election.costs[project]:
                self.end = Fraction(0)
            self.shorten(self.election.costs[project] - held, -more)


def _collected(payers: list[Payer], level: Line, at: Fraction) -> Line:
    """What supporters pay at a price, at this growth, and how it goes on growing."""
    price, rise = level[0] + level[1] * at, level[1]
    paid = growth = Fraction(0)
    for (held, more), score, weight in payers:
        mine, asked = (held + more * at, more), (price * score, rise * score)
        least = min(mine, asked)
        paid += least[0] * weight
        growth += least[1] * weight
    return paid, growth
