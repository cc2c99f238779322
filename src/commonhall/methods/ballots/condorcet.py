"""Rules that compare candidates in pairs: Copeland, minimax, Schulze, ranked pairs, Kemeny."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from commonhall.methods.ballots.errors import BallotError
from commonhall.methods.ballots.pairwise import pairwise
from commonhall.methods.ballots.profile import Booleans, Integers, Profile
from commonhall.methods.ballots.result import Number, Result, Tie, by_levels, check_seats, first_of

#: Kemeny looks at every set of candidates; each one more doubles the work.
KEMENY_CANDIDATES = 16


def copeland(profile: Profile, seats: int = 1) -> Result:
    """Pairs won, a level pair counting one half (Copeland 1951)."""
    wins = pairwise(profile)
    won = (wins > wins.T).sum(axis=1)
    level = (wins == wins.T).sum(axis=1) - 1
    double = (2 * won + level).tolist()
    points: list[Number] = [Fraction(value, 2) for value in double]
    return by_levels("copeland", profile.candidates, points, seats, pairwise=wins)


def minimax(profile: Profile, seats: int = 1, *, margins: bool = False) -> Result:
    """The smallest worst defeat (Simpson 1969, Kramer 1977).

    A defeat is measured by the votes of the winning side, or with `margins` by the difference
    (then also negative when every pair is won). `scores` are those of the worst defeat.
    """
    wins = pairwise(profile)
    against = wins.T - wins if margins else np.where(wins < wins.T, wins.T, 0)
    others = ~np.eye(len(wins), dtype=bool)
    worst = [int(row[use].max(initial=-(2**62))) for row, use in zip(against, others, strict=True)]
    if len(wins) == 1:
        worst = [0]
    return by_levels("minimax", profile.candidates, worst, seats, smallest=True, pairwise=wins)


def strongest_paths(wins: Integers) -> Integers:
    """`[a, b]`: the strength of the strongest chain of pairwise wins from a to b, by votes of
    the winning side; a chain is as strong as its weakest link."""
    paths = np.where(wins > wins.T, wins, 0)
    for middle in range(len(paths)):
        paths = np.maximum(paths, np.minimum(paths[:, middle, None], paths[None, middle, :]))
    np.fill_diagonal(paths, 0)
    return paths


def schulze(profile: Profile, seats: int = 1) -> Result:
    """Schulze's method with winning votes (Schulze: Social Choice and Welfare 2011).

    a is before b when the strongest chain from a to b is stronger than that back. A level of
    the ranking is all that nobody left is before. `scores`: how many a candidate is before.
    """
    wins = pairwise(profile)
    paths = strongest_paths(wins)
    before = paths > paths.T
    ranking = _peeled(profile.candidates, before)
    winners, ties = _chosen(ranking, seats, "schulze", len(wins))
    scores: dict[str, Number] = dict(
        zip(profile.candidates, before.sum(axis=1).tolist(), strict=True)
    )
    return Result("schulze", winners, ranking, scores, ties=ties, pairwise=wins)


def _chosen(
    ranking: tuple[tuple[str, ...], ...], seats: int, rule: str, candidates: int
) -> tuple[tuple[str, ...], tuple[Tie, ...]]:
    check_seats(seats, candidates)
    return first_of(ranking, seats, rule)


def _peeled(names: tuple[str, ...], before: Booleans) -> tuple[tuple[str, ...], ...]:
    left = list(range(len(names)))
    ranking = []
    while left:
        beaten = np.asarray(before[np.ix_(left, left)].any(axis=0))
        top = [left[at] for at in np.flatnonzero(~beaten).tolist()]
        ranking.append(tuple(names[place] for place in top))
        left = [place for place in left if place not in top]
    return tuple(ranking)


def ranked_pairs(profile: Profile, seats: int = 1) -> Result:
    """Tideman's ranked pairs with winning votes (Tideman 1987).

    Pairs are locked in from the most votes of the winning side, then the fewest against, then
    the winner's and the loser's id in text order, unless that would close a circle; the last
    two decide ties and are named in `ties` when they changed what could be locked.
    """
    wins = pairwise(profile)
    names = profile.candidates
    count = len(names)
    pairs = [
        (-int(wins[a, b]), int(wins[b, a]), a, b)
        for a in range(count)
        for b in range(count)
        if wins[a, b] > wins[b, a]
    ]
    reach = np.eye(count, dtype=bool)
    ties = []
    ordered = sorted(pairs)
    for place, (votes, against, a, b) in enumerate(ordered):
        if reach[b, a]:
            level = [pair for pair in ordered[:place] if pair[:2] == (votes, against)]
            if level:
                first = level[0]
                ties.append(
                    Tie(
                        "pairs locked in id order",
                        tuple(f"{names[x]} > {names[y]}" for _, _, x, y in [*level, (0, 0, a, b)]),
                        f"{names[first[2]]} > {names[first[3]]}",
                    )
                )
            continue
        reach |= np.outer(reach[:, a], reach[b])
    before = reach & ~np.eye(count, dtype=bool)
    ranking = _peeled(names, before)
    winners, more = _chosen(ranking, seats, "ranked pairs", count)
    scores: dict[str, Number] = dict(zip(names, before.sum(axis=1).tolist(), strict=True))
    return Result("ranked pairs", winners, ranking, scores, ties=(*ties, *more), pairwise=wins)


def kemeny(profile: Profile, seats: int = 1) -> Result:
    """The ranking that agrees with the most voters over all pairs (Kemeny 1959), exactly.

    Of several best rankings the first in text order of ids, place by place; `details` has the
    agreement (`score`) and how many best rankings there are. `BallotError` above 16 candidates.
    """
    count = len(profile.candidates)
    if count > KEMENY_CANDIDATES:
        raise BallotError(f"{count} candidates are too many for Kemeny ({KEMENY_CANDIDATES})")
    check_seats(seats, count)
    wins = pairwise(profile)
    best, ways = _kemeny_tables(wins)
    rest = 2**count - 1
    total = best[rest]
    order: list[int] = []
    while rest:
        for candidate in range(count):
            after = rest & ~(1 << candidate)
            if rest >> candidate & 1 and _below(wins, candidate, after) + best[after] == best[rest]:
                order.append(candidate)
                rest = after
                break
    names = [profile.candidates[place] for place in order]
    ties: tuple[Tie, ...] = ()
    if ways[-1] > 1:
        ties = (Tie("kemeny: rankings that agree as much", tuple(names), names[0]),)
    return Result(
        "kemeny",
        tuple(names[:seats]),
        tuple((name,) for name in names),
        ties=ties,
        pairwise=wins,
        details={"score": total, "best rankings": ways[-1]},
    )


def _below(wins: Integers, candidate: int, others: int) -> int:
    return int(sum(int(wins[candidate, b]) for b in range(len(wins)) if others >> b & 1))


def _kemeny_tables(wins: Integers) -> tuple[list[int], list[int]]:
    """For every set of candidates the best agreement of an order of it, and in how many ways."""
    count = len(wins)
    # sums[c][s]: votes for c against all of the set s, built by the lowest member of s.
    sums = []
    for candidate in range(count):
        row = np.zeros(1, dtype=np.int64)
        for other in range(count):
            row = np.concatenate([row, row + wins[candidate, other]])
        sums.append(row.tolist())
    best, ways = [0] * 2**count, [1] * 2**count
    for members in range(1, 2**count):
        top, found = -1, 0
        for candidate in range(count):
            if not members >> candidate & 1:
                continue
            after = members & ~(1 << candidate)
            value = sums[candidate][after] + best[after]
            if value > top:
                top, found = value, ways[after]
            elif value == top:
                found += ways[after]
        best[members], ways[members] = top, found
    return best, ways


def agreement(wins: Integers, order: list[int]) -> int:
    """How many voter–pair agreements a ranking has."""
    return int(sum(int(wins[a, b]) for at, a in enumerate(order) for b in order[at + 1 :]))
