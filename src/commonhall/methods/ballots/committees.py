"""Committees from approvals: PAV, sequential PAV, Phragmén, Equal Shares.

Whoever is ranked on a ballot, on whatever place, is approved.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations
from math import comb, lcm

import numpy as np
import numpy.typing as npt

from commonhall.methods.ballots.errors import BallotError
from commonhall.methods.ballots.profile import NOBODY, Integers, Profile, exact
from commonhall.methods.ballots.result import Number, Result, Round, Tie, check_seats

#: Exact PAV looks at every committee; above this many it refuses.
COMMITTEES = 300_000


def _approvals(profile: Profile) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int64]]:
    """Ballots × candidates, equal ones together."""
    table = np.zeros((len(profile.orders), len(profile.candidates)), dtype=bool)
    rows, places = np.nonzero(profile.orders != NOBODY)
    table[rows, profile.orders[rows, places]] = True
    if not len(table):
        return table, profile.weights
    packed = np.packbits(table, axis=1)
    keys = np.ascontiguousarray(packed).view(f"V{packed.shape[1]}").ravel()
    _, first, back = np.unique(keys, return_index=True, return_inverse=True)
    weights = np.zeros(len(first), dtype=np.int64)
    np.add.at(weights, back, profile.weights)
    return table[first], weights


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
    count = len(profile.candidates)
    check_seats(seats, count)
    table, weights = _approvals(profile)
    held = np.zeros(len(table), dtype=np.int64)
    won: list[int] = []
    rounds: list[Round] = []
    ties: list[Tie] = []
    for _ in range(seats):
        # Voters by how many winners they have, so that sums are few exact fractions.
        sums: dict[int, Fraction] = {}
        support = np.zeros((seats + 1, count), dtype=np.int64)
        np.add.at(support, held, table * weights[:, None])
        for candidate in range(count):
            if candidate not in won:
                votes = enumerate(support[:, candidate].tolist(), start=1)
                sums[candidate] = sum((Fraction(n, k) for k, n in votes), Fraction(0))
        winner = _first_best(sums, profile.candidates, ties, "sequential pav")
        won.append(winner)
        held += table[:, winner]
        tallies: dict[str, Number] = {profile.candidates[c]: sums[c] for c in sums}
        rounds.append(Round(tallies, elected=(profile.candidates[winner],)))
    return _elected("sequential-pav", profile, won, rounds, ties)


def _first_best(
    sums: dict[int, Fraction], names: tuple[str, ...], ties: list[Tie], step: str
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
    loads = _Holdings(weights, Fraction(0))
    return _phragmen("phragmen", profile, seats, _supporters(table), loads, [], [])


class _Holdings:
    """An exact amount for each class of voters; equal amounts are kept once."""

    def __init__(self, weights: Integers, amount: Fraction) -> None:
        self.weights = weights
        self.amounts = [amount]
        self.place: Integers = np.zeros(len(weights), dtype=np.int64)

    def of(self, rows: Integers) -> list[tuple[Fraction, int]]:
        """The amounts these classes hold, and how many voters hold each."""
        voters = np.zeros(len(self.amounts), dtype=np.int64)
        np.add.at(voters, self.place[rows], self.weights[rows])
        used = np.flatnonzero(voters).tolist()
        return [(self.amounts[at], int(voters[at])) for at in used]

    def change(self, rows: Integers, new: Callable[[Fraction], Fraction]) -> None:
        """Let these classes hold `new` of what they held."""
        old, back = np.unique(self.place[rows], return_inverse=True)
        self.place[rows] = len(self.amounts) + back
        self.amounts += [new(self.amounts[at]) for at in old.tolist()]


def _supporters(table: npt.NDArray[np.bool_]) -> list[Integers]:
    return [np.flatnonzero(table[:, candidate]) for candidate in range(table.shape[1])]


def _phragmen(
    rule: str,
    profile: Profile,
    seats: int,
    supporters: list[Integers],
    loads: _Holdings,
    won: list[int],
    rounds: list[Round],
) -> Result:
    size = [int(loads.weights[rows].sum()) for rows in supporters]
    ties: list[Tie] = []
    while len(won) < seats:
        moments = {
            c: (1 + sum((load * n for load, n in loads.of(supporters[c])), Fraction(0))) / size[c]
            for c in range(len(supporters))
            if c not in won and size[c]
        }
        if not moments:
            won += [c for c in range(len(supporters)) if c not in won][: seats - len(won)]
            break
        negative = {c: -moment for c, moment in moments.items()}
        winner = _first_best(negative, profile.candidates, ties, rule)
        won.append(winner)
        now = moments[winner]
        loads.change(supporters[winner], lambda _, now=now: now)  # type: ignore[misc]
        tallies: dict[str, Number] = {profile.candidates[c]: moments[c] for c in moments}
        rounds.append(Round(tallies, elected=(profile.candidates[winner],)))
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
    money = _Holdings(weights, Fraction(seats, max(profile.voters, 1)))
    supporters = _supporters(table)
    won: list[int] = []
    rounds: list[Round] = []
    ties: list[Tie] = []
    while len(won) < seats:
        prices = {
            c: price
            for c in range(count)
            if c not in won and (price := _price(money.of(supporters[c]))) is not None
        }
        if not prices:
            break
        negative = {c: -price for c, price in prices.items()}
        winner = _first_best(negative, profile.candidates, ties, "equal shares")
        won.append(winner)
        paid = prices[winner]
        money.change(supporters[winner], lambda held, paid=paid: held - min(held, paid))  # type: ignore[misc]
        tallies: dict[str, Number] = {profile.candidates[c]: prices[c] for c in prices}
        rounds.append(Round(tallies, elected=(profile.candidates[winner],)))
    bought = len(won)
    money.amounts = [-left for left in money.amounts]
    found = _phragmen("equal-shares", profile, seats, supporters, money, won, rounds)
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
