"""Committees from approvals: PAV, sequential PAV, Phragmén, Equal Shares.

Whoever is ranked on a ballot, on whatever place, is approved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from itertools import combinations
from math import comb, lcm
from operator import mul
from typing import Any

import numpy as np
import numpy.typing as npt

from commonhall.methods.ballots.errors import BallotError
from commonhall.methods.ballots.profile import NOBODY, Integers, Profile, exact
from commonhall.methods.ballots.result import Number, Result, Round, Tie, check_seats

#: So many candidates fit into one number of 53 bits, one bit each.
NARROW = 52
#: Whole numbers up to here are exact as doubles, which are multiplied fastest.
EXACT = 2**53
#: Exact PAV looks at every committee; above this many it refuses.
COMMITTEES = 300_000


def _approvals(profile: Profile) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int64]]:
    """Ballots × candidates, equal ones together."""
    table = np.zeros((len(profile.orders), len(profile.candidates)), dtype=bool)
    rows, places = np.nonzero(profile.orders != NOBODY)
    table[rows, profile.orders[rows, places]] = True
    if not len(table):
        return table, profile.weights
    _, first, back = np.unique(_keys(table), return_index=True, return_inverse=True)
    # Below 2**53 sums of doubles are exact.
    weights = np.bincount(back, weights=profile.weights).astype(np.int64)
    return table[first], weights


def _keys(table: npt.NDArray[np.bool_]) -> npt.NDArray[Any]:
    """One key for each row, equal for equal rows."""
    if table.shape[1] <= NARROW:
        return table @ (2.0 ** np.arange(table.shape[1]))
    packed = np.packbits(table, axis=1)
    return np.ascontiguousarray(packed).view(f"V{packed.shape[1]}").ravel()


def pav(profile: Profile, seats: int) -> Result:
    """Proportional approval voting (Thiele 1895), exact: the committee with the highest sum over
    voters of 1 + 1/2 + … for as many members as they approve.

    Of several best committees the first in text order of ids (named). `BallotError` when there
    are more than 300,000 committees: `sequential_pav` is for those.
    """
    count = len(profile.candidates)
    check_seats(seats, count)
    if comb(count, seats) > COMMITTEES:
        raise BallotError(f"{comb(count, seats):,} committees are too many to look at each")
    table, weights = _approvals(profile)
    scale, harmonic = _harmonic(seats)
    weights = exact(weights, int(harmonic[-1]))
    best, committees = -1, []
    for committee in combinations(range(count), seats):
        value = int(weights @ harmonic[table[:, committee].sum(axis=1)])
        if value > best:
            best, committees = value, [committee]
        elif value == best:
            committees.append(committee)
    names = [tuple(profile.candidates[c] for c in found) for found in committees]
    ties: tuple[Tie, ...] = ()
    if len(names) > 1:
        level = tuple(" ".join(found) for found in names)
        ties = (Tie("committees with the same score", level, level[0]),)
    out = tuple(name for name in profile.candidates if name not in names[0])
    ranking = (names[0], out) if out else (names[0],)
    return Result("pav", names[0], ranking, ties=ties, details={"score": Fraction(best, scale)})


def _harmonic(seats: int) -> tuple[int, npt.NDArray[np.int64]]:
    """1 + 1/2 + … as integers over one scale."""
    scale = lcm(*range(1, seats + 1))
    if scale > 2**40:
        raise BallotError(f"{seats} seats are too many for exact sums")
    steps = [0, *(scale // size for size in range(1, seats + 1))]
    return scale, np.cumsum(np.array(steps, dtype=np.int64))


def sequential_pav(profile: Profile, seats: int) -> Result:
    """Sequential PAV: one after the other, who adds most to the PAV score. Exact; ties by id."""
    names = profile.candidates
    check_seats(seats, len(names))
    table, weights = _approvals(profile)
    scale = lcm(*range(1, seats + 1))
    worth = _Worth(table, weights, scale)
    left = dict.fromkeys(range(len(names)))
    won: list[int] = []
    rounds: list[Round] = []
    ties: list[Tie] = []
    for _ in range(seats):
        scores = worth.scores()
        winner = _first_best({c: scores[c] for c in left}, names, ties, "sequential pav")
        tallies: dict[str, Number] = {names[c]: Fraction(scores[c], scale) for c in left}
        rounds.append(Round(tallies, elected=(names[winner],)))
        won.append(winner)
        del left[winner]
        worth.elect(winner)
    return _elected("sequential-pav", profile, won, rounds, ties)


class _Worth:
    """What each candidate would add to the PAV score, as whole numbers over one scale.

    A voter who holds h winners gives the next one 1 / (h + 1): after each election only the shares of those who gave
    it are less.
    """

    def __init__(
        self, table: npt.NDArray[np.bool_], weights: npt.NDArray[np.int64], scale: int
    ) -> None:
        self.columns = table.T.copy()
        self.held = np.zeros(len(table), dtype=np.int64)
        self.scale = scale
        small = scale * int(weights.sum()) < EXACT
        kind: Any = np.float64 if small else object
        self.table = table.astype(kind)
        self.weights = weights.astype(kind)
        self.sums = (self.weights * scale) @ self.table

    def scores(self) -> list[int]:
        return [int(one) for one in self.sums.tolist()]

    def elect(self, winner: int) -> None:
        rows = np.flatnonzero(self.columns[winner])
        held = self.held[rows]
        most = int(held.max(initial=0))
        # Whoever holds as many winners as there are seats gives nothing more, so that no remainder is ever lost.
        steps = [self.scale // (size + 1) - self.scale // (size + 2) for size in range(most + 1)]
        shares = np.array(steps, dtype=self.table.dtype)[held] * self.weights[rows]
        self.sums = self.sums - shares @ self.table[rows]
        self.held[rows] += 1


def _first_best(
    sums: Mapping[int, Fraction | int], names: tuple[str, ...], ties: list[Tie], step: str
) -> int:
    best = max(sums.values())
    level = [candidate for candidate in sorted(sums) if sums[candidate] == best]
    if len(level) > 1:
        ties.append(Tie(step, tuple(names[c] for c in level), names[level[0]]))
    return level[0]


def _elected(
    rule: str, profile: Profile, won: list[int], rounds: list[Round], ties: list[Tie]
) -> Result:
    names = tuple(profile.candidates[c] for c in won)
    out = tuple(name for name in profile.candidates if name not in names)
    ranking = (*((name,) for name in names), *((out,) if out else ()))
    return Result(rule, names, ranking, rounds=tuple(rounds), ties=tuple(ties))


def phragmen_committee(profile: Profile, seats: int) -> Result:
    """Phragmén's sequential method (1894; Brill, Freeman, Janson, Lackner 2017), exact.

    Voters earn at the same speed; a seat costs one, and who can be paid first is elected.
    `tallies`: the moment at which each could be paid, smallest first. Candidates nobody
    approves come last, by id.
    """
    check_seats(seats, len(profile.candidates))
    table, weights = _approvals(profile)
    return _phragmen("phragmen", profile, seats, _Holdings(table, weights, Fraction(0)), [], [])


class _Holdings:
    """An exact amount for each class of voters; equal amounts are kept once.

    counts: for each amount, how many voters hold it who approve each candidate. size: of each candidate, how many do.
    """

    def __init__(
        self, table: npt.NDArray[np.bool_], weights: npt.NDArray[np.int64], amount: Fraction
    ) -> None:
        self.columns = table.T.copy()
        self.weighted = table * weights.astype(np.float64)[:, None]
        self.amounts = [amount]
        self.place: Integers = np.zeros(len(weights), dtype=np.int64)
        self.counts = [self.weighted.sum(axis=0)]
        self.size = [int(one) for one in self.counts[0].tolist()]

    def of(self, candidate: int) -> list[tuple[Fraction, int]]:
        """The amounts its supporters hold, and how many of them hold each."""
        held = (int(row[candidate]) for row in self.counts)
        return [(self.amounts[at], voters) for at, voters in enumerate(held) if voters]

    def change(self, candidate: int, new: Callable[[Fraction], Fraction]) -> None:
        """Let its supporters hold `new` of what they held."""
        rows = np.flatnonzero(self.columns[candidate])
        places, known = self.place[rows], {one: at for at, one in enumerate(self.amounts)}
        for old in np.unique(places).tolist():
            mine = rows[places == old]
            amount = new(self.amounts[old])
            moved = self.weighted[mine].sum(axis=0)
            at = known.setdefault(amount, len(self.amounts))
            if at == len(self.amounts):
                self.amounts.append(amount)
                self.counts.append(np.zeros_like(moved))
            self.counts[old] = self.counts[old] - moved
            self.counts[at] = self.counts[at] + moved
            self.place[mine] = at


def _moments(loads: _Holdings, of: Iterable[int]) -> tuple[dict[int, tuple[int, int]], int]:
    """When each candidate can be paid: (1 + what its supporters owe, over a scale; how many they are), and the scale."""
    scale = lcm(*(amount.denominator for amount in loads.amounts))
    owed = [amount.numerator * (scale // amount.denominator) for amount in loads.amounts]
    counts = np.array(loads.counts, dtype=np.int64).T.tolist()
    return {c: (scale + sum(map(mul, owed, counts[c])), loads.size[c]) for c in of}, scale


def _phragmen(
    rule: str, profile: Profile, seats: int, loads: _Holdings, won: list[int], rounds: list[Round]
) -> Result:
    names = profile.candidates
    ties: list[Tie] = []
    left = [c for c in range(len(names)) if c not in won and loads.size[c]]
    whole = lcm(*(loads.size[c] for c in left))
    while len(won) < seats:
        if not left:
            won += [c for c in range(len(names)) if c not in won][: seats - len(won)]
            break
        sums, scale = _moments(loads, left)
        # Compared as whole numbers over one denominator: fractions are slow to compare.
        level = {c: -owed * (whole // size) for c, (owed, size) in sums.items()}
        winner = _first_best(level, names, ties, rule)
        tallies: dict[str, Number] = {
            names[c]: Fraction(owed, scale * size) for c, (owed, size) in sums.items()
        }
        now = Fraction(sums[winner][0], scale * sums[winner][1])
        rounds.append(Round(tallies, elected=(names[winner],)))
        won.append(winner)
        left.remove(winner)
        loads.change(winner, lambda _, now=now: now)  # type: ignore[misc]
    return _elected(rule, profile, won, rounds, ties)


def equal_shares_committee(profile: Profile, seats: int) -> Result:
    """Method of Equal Shares (Peters & Skowron 2020), exact, completed by Phragmén.

    Everybody has seats / voters; a seat costs one; in each round the candidate whose supporters
    pay least each, as evenly as their money allows, is elected. `tallies`: that price. What is
    not filled goes on by Phragmén's method from what voters have left. Voters are all ballots
    cast, empty ones too.
    """
    count = len(profile.candidates)
    check_seats(seats, count)
    table, weights = _approvals(profile)
    money = _Holdings(table, weights, Fraction(seats, max(profile.voters, 1)))
    won: list[int] = []
    rounds: list[Round] = []
    ties: list[Tie] = []
    while len(won) < seats:
        prices = {
            c: price
            for c in range(count)
            if c not in won and (price := _price(money.of(c))) is not None
        }
        if not prices:
            break
        negative = {c: -price for c, price in prices.items()}
        winner = _first_best(negative, profile.candidates, ties, "equal shares")
        won.append(winner)
        paid = prices[winner]
        money.change(winner, lambda held, paid=paid: held - min(held, paid))  # type: ignore[misc]
        tallies: dict[str, Number] = {profile.candidates[c]: prices[c] for c in prices}
        rounds.append(Round(tallies, elected=(profile.candidates[winner],)))
    bought = len(won)
    money.amounts = [-left for left in money.amounts]
    found = _phragmen("equal-shares", profile, seats, money, won, rounds)
    return Result(
        found.rule,
        found.winners,
        found.ranking,
        rounds=found.rounds,
        ties=(*ties, *found.ties),
        details={"bought by equal shares": bought},
    )


def _price(payers: list[tuple[Fraction, int]]) -> Fraction | None:
    """What each pays at most when supporters (money, number) pay one together."""
    if sum((money * number for money, number in payers), Fraction(0)) < 1:
        return None
    owed, left = Fraction(1), sum(number for _, number in payers)
    for money, number in sorted(payers):
        if money * left >= owed:
            return owed / left
        owed -= money * number
        left -= number
    return None
