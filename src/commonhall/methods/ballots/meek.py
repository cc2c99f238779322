"""Single transferable vote by Meek's method.

The reference rule of the Proportional Representation Foundation: all numbers have nine
decimals, and roundings go up where it says so; keep factors are found by iteration.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from commonhall.methods.ballots.profile import NOBODY, Integers, Profile, exact
from commonhall.methods.ballots.result import Number, Result, Round, Tie, check_seats

UNIT = 10**9
#: The iteration ends when the total surplus is below a millionth of a vote.
OMEGA = UNIT // 10**6


def meek_stv(profile: Profile, seats: int) -> Result:
    """Elect `seats` candidates.

    Every elected candidate keeps a part of each vote that reaches it and passes on the rest, so
    that it holds just the quota; the quota is votes in use / (seats + 1), cut after nine
    decimals, plus one unit, and falls as ballots are exhausted. When surpluses are settled the
    lowest is defeated and everything is counted again as if it had never stood. Level lowest
    candidates (within what surplus is left): the last id in text order is defeated, and named.
    Empty ballots are not valid votes; equal ranks are refused.
    """
    profile.strict("Meek STV")
    check_seats(seats, len(profile.candidates))
    return _Count(profile, seats).run()


class _Count:
    def __init__(self, profile: Profile, seats: int) -> None:
        self.names = profile.candidates
        self.seats = seats
        used = profile.orders[:, 0] != NOBODY if profile.orders.shape[1] else np.zeros(0, bool)
        orders = profile.orders[used].astype(np.int64)
        self.weights = exact(profile.weights[used], UNIT)
        # Place by place: who stands there, on which ballots that reach so far.
        self.places = []
        for column in orders.T:
            rows = np.flatnonzero(column != NOBODY)
            self.places.append((column[rows], rows))
        count = len(self.names)
        self.keep: Integers = np.full(count, UNIT, dtype=np.int64)
        self.hopeful = list(range(count))
        self.elected: list[int] = []
        self.defeated: list[int] = []
        self.rounds: list[Round] = []
        self.ties: list[Tie] = []
        self.votes: list[int] = [0] * count
        self.quota = 0

    def run(self) -> Result:
        while len(self.elected) < self.seats < len(self.elected) + len(self.hopeful):
            chosen, surplus = self._iterate()
            tallies = self._tallies()
            if chosen:
                self._round(tallies, chosen, ())
                continue
            lowest = min(self.votes[c] for c in self.hopeful)
            level = [c for c in self.hopeful if self.votes[c] <= lowest + surplus]
            if len(level) > 1:
                names = tuple(self.names[c] for c in level)
                self.ties.append(Tie("defeated last in text order", names, names[-1]))
            self.hopeful.remove(level[-1])
            self.keep[level[-1]] = 0
            self.defeated.append(level[-1])
            self._round(tallies, [], (level[-1],))
        if len(self.elected) < self.seats:
            if not self.rounds:
                self._distribute()
            rest = sorted(self.hopeful, key=lambda c: (-self.votes[c], c))
            self._round(self._tallies(), rest, ())
            self.elected += rest
            self.hopeful = []
        order = [
            *self.elected,
            *sorted(self.hopeful, key=lambda c: (-self.votes[c], c)),
            *reversed(self.defeated),
        ]
        return Result(
            "meek-stv",
            tuple(self.names[c] for c in self.elected),
            tuple((self.names[c],) for c in order),
            self.rounds[0].tallies,
            tuple(self.rounds),
            tuple(self.ties),
            details={"quota": Fraction(self.quota, UNIT), "transfer": "Meek, 9 decimals"},
        )

    def _iterate(self) -> tuple[list[int], int]:
        """Until somebody is elected (returned), or the surplus is settled (returned)."""
        last: int | None = None
        while True:
            self._distribute()
            self.quota = sum(self.votes) // (self.seats + 1) + 1
            reached = [c for c in self.hopeful if self.votes[c] >= self.quota]
            if reached:
                reached.sort(key=lambda c: (-self.votes[c], c))
                self.hopeful = [c for c in self.hopeful if c not in reached]
                self.elected += reached
                return reached, 0
            surplus = sum(max(0, self.votes[c] - self.quota) for c in self.elected)
            if surplus < OMEGA or (last is not None and surplus >= last):
                return [], surplus
            last = surplus
            for candidate in self.elected:
                # Both steps are rounded up.
                product = -(-int(self.keep[candidate]) * self.quota // UNIT)
                self.keep[candidate] = -(-product * UNIT // self.votes[candidate])

    def _distribute(self) -> None:
        """What each candidate keeps of every ballot, rounded up, passing on the rest."""
        rest = np.full(len(self.weights), UNIT, dtype=np.int64)
        sums = [0] * len(self.names)
        keep = np.append(self.keep, 0)
        for candidates, rows in self.places:
            left = rest[rows]
            alive = np.flatnonzero(left)  # most ballots stop at a candidate that keeps all
            candidates, rows, left = candidates[alive], rows[alive], left[alive]
            kept = np.minimum(-(-left * keep[candidates] // UNIT), left)
            rest[rows] = left - kept
            added = np.zeros(len(self.names), dtype=self.weights.dtype)
            np.add.at(added, candidates, kept * self.weights[rows])
            sums = [a + b for a, b in zip(sums, added.tolist(), strict=True)]
        self.votes = sums

    def _tallies(self) -> dict[str, Number]:
        return {
            self.names[c]: Fraction(self.votes[c], UNIT)
            for c in range(len(self.names))
            if c not in self.defeated
        }

    def _round(
        self, tallies: dict[str, Number], elected: list[int], defeated: tuple[int, ...]
    ) -> None:
        before = self.rounds[-1].tallies if self.rounds else {}
        moved = {
            name: votes - before[name]
            for name, votes in tallies.items()
            if name in before and votes > before[name]
        }
        out = int(self.weights.sum()) - sum(tallies.values(), Fraction(0))
        self.rounds.append(
            Round(
                tallies,
                tuple(self.names[c] for c in elected),
                tuple(self.names[c] for c in defeated),
                moved,
                out,
                Fraction(self.quota, UNIT),
            )
        )
