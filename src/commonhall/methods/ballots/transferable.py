"""Single transferable vote by the Scottish rules: weighted inclusive Gregory, five decimals.

The Scottish Local Government Elections Order 2007, schedule 1, rules 45 to 52.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from commonhall.methods.ballots.errors import BallotError
from commonhall.methods.ballots.profile import NOBODY, Integers, Profile, exact
from commonhall.methods.ballots.result import Number, Result, Round, Tie, check_seats

#: A ballot's value in units of 0.00001; the rules cut off the rest.
UNIT = 100_000
QUOTAS = ("droop", "hare")


def scottish_stv(profile: Profile, seats: int, quota: str = "droop") -> Result:
    """Elect `seats` candidates.

    `droop`, as the rules say: valid votes / (seats + 1), rounded down, plus one; `hare`: valid
    votes / seats, rounded down (not part of the rules). Whoever reaches the quota is elected.
    The largest surplus is transferred first: every ballot of that candidate goes on to its next
    continuing candidate at its value × surplus / votes, cut after five decimals. When no
    surplus is left the lowest is excluded and its ballots go on at their present value. When as
    many continue as seats are open, all are elected. Ties are decided by the latest earlier
    stage at which the tied differed; where the rules draw lots, the first id in text order is
    preferred (and named). Empty ballots are not valid votes; equal ranks are refused.
    """
    if quota not in QUOTAS:
        raise BallotError(f"quota {quota!r} is not one of {QUOTAS}")
    profile.strict("Scottish STV")
    check_seats(seats, len(profile.candidates))
    return _Count(profile, seats, quota).run()


class _Count:
    def __init__(self, profile: Profile, seats: int, quota: str) -> None:
        self.names = profile.candidates
        self.seats = seats
        count, rows = len(self.names), len(profile.orders)
        end = np.full((1, rows), count, dtype=np.int16)
        orders = np.where(profile.orders == NOBODY, count, profile.orders).astype(np.int16)
        self.columns = np.concatenate([np.ascontiguousarray(orders.T), end])
        self.weights = exact(profile.weights, UNIT)
        self.place = np.zeros(rows, dtype=np.int64)
        self.top = self.columns[0].astype(np.int64)
        self.value = np.full(rows, UNIT, dtype=np.int64)
        self.valid = int(self.weights[self.top != count].sum())
        self.rule = f"scottish-stv/{quota}"
        self.quota = self.valid // (seats + 1) + 1 if quota == "droop" else self.valid // seats
        self.continuing = list(range(count))
        self.elected: list[int] = []
        self.excluded: list[int] = []
        self.surpluses: list[int] = []
        self.sums = self._sums()
        self.history: list[list[int]] = []
        self.rounds: list[Round] = []
        self.ties: list[Tie] = []

    def _sums(self) -> list[int]:
        count = len(self.names)
        sums = np.zeros(count + 1, dtype=self.weights.dtype)
        np.add.at(sums, self.top, self.value * self.weights)
        return [int(found) for found in sums[:count]]

    def run(self) -> Result:
        while True:
            self.history.append(list(self.sums))
            tallies = self._tallies()
            winners = self._elect()
            if len(self.elected) == self.seats:
                self._round(tallies, winners, (), {})
                break
            if len(self.continuing) <= self.seats - len(self.elected):
                rest = self._ordered(self.continuing)
                self.elected += rest
                self.continuing = []
                self._round(tallies, winners + rest, (), {})
                break
            before = list(self.sums)
            if self.surpluses:
                source = self._pick(self.surpluses, most=True)
                self.surpluses.remove(source)
                self._transfer(source, self.sums[source] - self.quota * UNIT)
                gone: tuple[int, ...] = ()
            else:
                source = self._pick(self.continuing, most=False)
                self.continuing.remove(source)
                self.excluded.append(source)
                self._transfer(source, None)
                gone = (source,)
            moved: dict[str, Number] = {
                self.names[c]: Fraction(self.sums[c] - before[c], UNIT)
                for c in self.continuing
                if self.sums[c] != before[c]
            }
            self._round(tallies, winners, gone, moved)
        ranking = [*self.elected, *self._ordered(self.continuing), *reversed(self.excluded)]
        return Result(
            self.rule,
            tuple(self.names[c] for c in self.elected),
            tuple((self.names[c],) for c in ranking),
            self.rounds[0].tallies,
            tuple(self.rounds),
            tuple(self.ties),
            details={"quota": self.quota, "transfer": "weighted inclusive Gregory, 5 decimals"},
        )

    def _tallies(self) -> dict[str, Number]:
        return {
            self.names[c]: Fraction(votes, UNIT)
            for c, votes in enumerate(self.sums)
            if votes or c in self.continuing
        }

    def _round(
        self,
        tallies: dict[str, Number],
        elected: list[int],
        excluded: tuple[int, ...],
        moved: dict[str, Number],
    ) -> None:
        lost = self.valid - sum(tallies.values(), Fraction(0))
        self.rounds.append(
            Round(
                tallies,
                tuple(self.names[c] for c in elected),
                tuple(self.names[c] for c in excluded),
                moved,
                lost,
                self.quota,
            )
        )

    def _elect(self) -> list[int]:
        """All who reach the quota, most votes first, as long as seats are open."""
        reached = [c for c in self.continuing if self.sums[c] >= self.quota * UNIT]
        winners = self._ordered(reached)[: self.seats - len(self.elected)]
        for candidate in winners:
            self.continuing.remove(candidate)
            if self.sums[candidate] > self.quota * UNIT:
                self.surpluses.append(candidate)
        self.elected += winners
        return winners

    def _ordered(self, candidates: list[int]) -> list[int]:
        past = self.history[::-1]
        return sorted(candidates, key=lambda c: ([-stage[c] for stage in past], c))

    def _pick(self, candidates: list[int], *, most: bool) -> int:
        """The one with most (or fewest) votes; level ones as they were at the latest earlier
        stage at which they differed."""
        level = sorted(candidates)
        for stage in self.history[::-1]:
            wanted = (max if most else min)(stage[c] for c in level)
            level = [c for c in level if stage[c] == wanted]
        chosen = level[0] if most else level[-1]
        if len(level) > 1:
            step = "surplus first in text order" if most else "excluded last in text order"
            names = tuple(self.names[c] for c in level)
            self.ties.append(Tie(step, names, self.names[chosen]))
        return chosen

    def _transfer(self, source: int, surplus: int | None) -> None:
        """Move a candidate's ballots on: all of their value, or a surplus (in units)."""
        rows = np.flatnonzero(self.top == source)
        if surplus is not None:
            self.value[rows] = self._reduced(self.value[rows], surplus, self.sums[source])
        goes = np.zeros(len(self.names) + 1, dtype=bool)
        goes[self.continuing] = True
        goes[-1] = True
        while len(rows):
            self.place[rows] += 1
            top = self.columns[self.place[rows], rows]
            self.top[rows] = top
            rows = rows[~goes[top]]
        self.sums = self._sums()
        # Whose surplus has gone on keeps the quota, though its ballots stand with others now.
        for candidate in self.elected:
            if candidate not in self.surpluses and self.sums[candidate] == 0:
                self.sums[candidate] = self.quota * UNIT

    @staticmethod
    def _reduced(values: Integers, surplus: int, total: int) -> Integers:
        """value × surplus / total, cut to whole units; in Python's integers where 64 bits end."""
        if int(values.max(initial=0)) * surplus < 2**62:
            return values * surplus // total
        return np.array([value * surplus // total for value in values.tolist()], dtype=np.int64)
