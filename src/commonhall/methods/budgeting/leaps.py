"""How far every voter's endowment may grow before Equal Shares buys something else, exactly.

While nothing changes, what each voter holds is a straight line over the growth t, and so is every
price: (cost less what those pay who give all they have) over the units of the others. Each thing the
count compares is a difference of such lines, whose root is a fraction; the nearest root ends the leap.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil

import numpy as np
import numpy.typing as npt

from commonhall.methods.budgeting.election import Election
from commonhall.methods.budgeting.outcome import Selection

#: A value at t = 0 and its growth with t.
Line = tuple[Fraction, Fraction]
#: What a supporter holds, the score, and how many voters are alike.
Payer = tuple[Line, int, int]
NOTHING: Line = (Fraction(0), Fraction(0))
#: How often the end of a leap is looked for again, nearer.
REFINEMENTS = 12
EPSILON = float(np.finfo(np.float64).eps)
Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


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


class _Holdings:
    """What every kind of voter holds. Few lines differ: each is kept once, exactly and in double precision."""

    def __init__(self, first: Line, kinds: int) -> None:
        self.lines: list[Line] = [NOTHING, first]
        self.numbers = {line: number for number, line in enumerate(self.lines)}
        #: The number of its line for each kind of voter; 0 where nothing is left.
        self.of: Numbers = np.ones(kinds, dtype=np.int64)
        self._floats: Floats = np.zeros((2, 0))

    def floats(self) -> Floats:
        """Values and growths of all lines, rounded to the nearest double."""
        known = self._floats.shape[1]
        if known < len(self.lines):
            new = [[float(line[part]) for line in self.lines[known:]] for part in (0, 1)]
            self._floats = np.concatenate([self._floats, np.array(new)], axis=1)
        return self._floats

    def pay(self, supporters: Numbers, scores: Numbers, price: Line) -> None:
        """Take the price times the score of each, or all there is."""
        pairs, places = np.unique(
            np.stack([self.of[supporters], scores]), axis=1, return_inverse=True
        )
        left = [self._left(self.lines[number], score, price) for number, score in pairs.T.tolist()]
        self.of[supporters] = np.array(left, dtype=np.int64)[places.reshape(-1)]

    def _left(self, held: Line, score: int, price: Line) -> int:
        left = held[0] - price[0] * score, held[1] - price[1] * score
        if left[0] < 0 or (left[0] == 0 and left[1] <= 0):
            return 0
        if left not in self.numbers:
            self.numbers[left] = len(self.lines)
            self.lines.append(left)
        return self.numbers[left]


class _Leap:
    """Purchases one after the other, each shortening the leap to where it would change."""

    def __init__(
        self, election: Election, by_cost: bool, endowment: Fraction, end: Fraction
    ) -> None:
        self.election, self.by_cost, self.end = election, by_cost, end
        self.selection = Selection(election)
        self.selection.take_free()
        self.money = _Holdings((endowment, Fraction(1)), len(election.weights))

    def supporters(self, project: int) -> tuple[Numbers, Numbers]:
        """Kinds of voters who support it, and the scores they gave."""
        found = self.election.supporters(project)
        return self.election.members[found], self.election.scores[found]

    def holders(self, project: int) -> tuple[Numbers, Numbers, Numbers]:
        """Numbers of lines, scores and how many: the supporters who hold something, those alike together."""
        supporters, scores = self.supporters(project)
        lines = self.money.of[supporters]
        holding = lines > 0
        widest = int(scores.max(initial=0)) + 1
        alike, places = np.unique(lines[holding] * widest + scores[holding], return_inverse=True)
        many = np.zeros(len(alike), dtype=np.int64)
        np.add.at(many, places.reshape(-1), self.election.weights[supporters[holding]])
        return alike // widest, alike % widest, many

    def payers(self, project: int) -> list[Payer]:
        """The same, exactly."""
        alike = zip(*(part.tolist() for part in self.holders(project)), strict=True)
        return [(self.money.lines[line], score, many) for line, score, many in alike]

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
        self.money.pay(*self.supporters(project), price)
        self.selection.buy(project, "equal shares", Fraction(0))
        return self.end > 0

    def comes_later(self, other: int, level: Line, *, level_is_later: bool) -> bool:
        """Whether `other` is surely not bought at this price or less; ends the leap where it may be.

        What its supporters would pay at that price is concave in t, as the least of lines is, so that
        its tangent nowhere lies below it: where the tangent reaches the cost is never too late.
        """
        if self.surely_later(other, level):
            return True
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

    def surely_later(self, other: int, level: Line) -> bool:
        """Whether double precision is enough to say that `other` stays too dear at this price, to the end.

        Each supporter pays the lesser of two lines, so that any choice between the two is at least what is
        paid. A sum of chosen lines that lies below the cost at both ends of the leap lies below it between them.
        """
        lines, scores, many = self.holders(other)
        values, growths = self.money.floats()[:, lines]
        asked, rise = float(level[0]) * scores, float(level[1]) * scores
        end = float(self.end) * (1 + 4 * EPSILON)
        cost = float(self.election.costs[other])
        for at in (0.0, end):
            mine = values + growths * at <= asked + rise * at
            paid, growth = np.where(mine, values, asked), np.where(mine, growths, rise)
            size = float(many @ (np.abs(paid) + np.abs(growth) * end)) + cost
            room = cost - (2 * len(many) + 64) * EPSILON * size
            start = float(many @ paid)
            if start < room and start + float(many @ growth) * end < room:
                return True
        return False

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
