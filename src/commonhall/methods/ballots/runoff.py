"""Instant run-off: the last is taken out, its ballots go on, until somebody has a majority."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from commonhall.methods.ballots.profile import NOBODY, Profile
from commonhall.methods.ballots.result import Number, Result, Round, Tie, check_seats


def instant_runoff(profile: Profile) -> Result:
    """One winner: in each round the candidate with the fewest votes is eliminated, until one
    has more than half of the votes that still count.

    Of several with the fewest the last id in text order goes (the first is kept), and that is
    named. A ballot counts for its highest ranks still in; several on one rank share it evenly,
    in exact fractions. A ballot none of whose candidates is left is exhausted. The ranking is
    by the reverse of elimination, and the last round's order for those never eliminated.
    """
    names = profile.candidates
    check_seats(1, len(names))
    count: _Strict | _Shared = _Strict(profile) if profile.level is None else _Shared(profile)
    left = list(range(len(names)))
    rounds: list[Round] = []
    ties: list[Tie] = []
    out: list[int] = []
    while True:
        votes = count.votes()
        used = sum(votes[c] for c in left)
        tallies = {names[c]: votes[c] for c in left}
        exhausted = profile.voters - used
        best = max(left, key=lambda c: (votes[c], -c))
        if 2 * votes[best] > used or len(left) == 1:
            rounds.append(Round(tallies, elected=(names[best],), exhausted=exhausted))
            break
        fewest = min(votes[c] for c in left)
        level = [c for c in left if votes[c] == fewest]
        last = level[-1]
        if len(level) > 1:
            ties.append(
                Tie("eliminated last in text order", tuple(names[c] for c in level), names[last])
            )
        left.remove(last)
        out.append(last)
        count.eliminate(last)
        after = count.votes()
        moved = {names[c]: after[c] - votes[c] for c in left if after[c] != votes[c]}
        rounds.append(
            Round(tallies, eliminated=(names[last],), transfers=moved, exhausted=exhausted)
        )
    final = rounds[-1].tallies
    levels: dict[Number, list[str]] = {}
    for name, value in final.items():
        if name != names[best]:
            levels.setdefault(value, []).append(name)
    ranking = (
        (names[best],),
        *(tuple(levels[value]) for value in sorted(levels, reverse=True)),
        *((names[c],) for c in reversed(out)),
    )
    return Result("irv", (names[best],), ranking, final, tuple(rounds), tuple(ties))


class _Strict:
    """Ballots without equal ranks: which place each has reached, and who stands there."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.count = len(profile.candidates)
        rows = len(profile.orders)
        # Place by place is contiguous; a last place of nobody stops every ballot.
        end = np.full((1, rows), self.count, dtype=np.int16)
        orders = np.where(profile.orders == NOBODY, self.count, profile.orders)
        self.columns = np.concatenate([np.ascontiguousarray(orders.T.astype(np.int16)), end])
        self.place = np.zeros(rows, dtype=np.int16)
        self.top = self.columns[0].copy()
        self.gone = np.zeros(self.count + 1, dtype=bool)
        self.sums: list[int] = profile.tally(self.top, None, self.count + 1).tolist()

    def votes(self) -> Sequence[int]:
        return list(self.sums)

    def eliminate(self, candidate: int) -> None:
        self.gone[candidate] = True
        rows = np.flatnonzero(self.top == candidate)
        self.sums[candidate] = 0
        while len(rows):
            self.place[rows] += 1
            top: npt.NDArray[np.int16] = self.columns[self.place[rows], rows]
            stays = ~self.gone[top]
            here = rows[stays]
            self.top[here] = top[stays]
            found = self.profile.tally(top[stays], here, self.count + 1).tolist()
            self.sums = [a + b for a, b in zip(self.sums, found, strict=True)]
            rows = rows[~stays]


class _Shared:
    """Ballots with equal ranks, in fractions."""

    def __init__(self, profile: Profile) -> None:
        self.ballots = list(zip(profile.groups(), profile.weights.tolist(), strict=True))
        self.count = len(profile.candidates)
        self.gone: set[int] = set()

    def votes(self) -> Sequence[Fraction]:
        sums = [Fraction(0)] * self.count
        for ranks, weight in self.ballots:
            for rank in ranks:
                left = [candidate for candidate in rank if candidate not in self.gone]
                if left:
                    for candidate in left:
                        sums[candidate] += Fraction(weight, len(left))
                    break
        return sums

    def eliminate(self, candidate: int) -> None:
        self.gone.add(candidate)
