"""Rules that add something up: plurality, approval, Borda, score, STAR."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from commonhall.methods.ballots.pairwise import pairwise
from commonhall.methods.ballots.profile import NOBODY, Profile, ScoreProfile
from commonhall.methods.ballots.result import Number, Result, Tie, by_levels, check_seats, first_of


def plurality(profile: Profile, seats: int = 1) -> Result:
    """Most first places. Several on the first rank of a ballot share its vote evenly."""
    count = len(profile.candidates)
    if not profile.orders.shape[1]:
        return by_levels("plurality", profile.candidates, [0] * count, seats)
    if profile.level is None:
        first = profile.orders[:, 0]
        used = np.flatnonzero(first != NOBODY)
        votes: list[Number] = list(profile.tally(first[used], used, count).tolist())
        return by_levels("plurality", profile.candidates, votes, seats)
    shared = [Fraction(0)] * count
    for ranks, weight in zip(profile.groups(), profile.weights.tolist(), strict=True):
        for candidate in ranks[0] if ranks else ():
            shared[candidate] += Fraction(weight, len(ranks[0]))
    return by_levels("plurality", profile.candidates, shared, seats)


def approval(profile: Profile, seats: int = 1) -> Result:
    """Most ballots that rank the candidate at all (Brams & Fishburn 1978)."""
    count = len(profile.candidates)
    rows, places = np.nonzero(profile.orders != NOBODY)
    votes = profile.tally(profile.orders[rows, places], rows, count)
    return by_levels("approval", profile.candidates, votes.tolist(), seats)


def borda(profile: Profile, seats: int = 1) -> Result:
    """One point for each candidate ranked below, half a point for each that is level.

    On a full strict ballot of m candidates that is m - 1, m - 2, …, 0. Candidates not ranked
    are below all that are and level with one another, so a truncated ballot gives away as many
    points as a full one.
    """
    wins = pairwise(profile)
    # Twice the points, to stay in whole numbers; the diagonal counts nothing.
    level = profile.voters - wins - wins.T
    np.fill_diagonal(level, 0)
    double = (2 * wins + level).sum(axis=1)
    points: list[Number] = [Fraction(value, 2) for value in double.tolist()]
    whole: list[Number] = [int(value) if value.denominator == 1 else value for value in points]
    return by_levels("borda", profile.candidates, whole, seats, pairwise=wins)


def score(profile: ScoreProfile, seats: int = 1) -> Result:
    """The highest sum of scores."""
    sums = (profile.weights[:, None] * profile.scores).sum(axis=0)
    return by_levels("score", profile.candidates, sums.tolist(), seats)


def star(profile: ScoreProfile) -> Result:
    """Score, then automatic run-off: of the two with the highest sums, the one more ballots
    score higher wins; if as many do, the one with the higher sum. Remaining ties by id."""
    check_seats(1, len(profile.candidates))
    sums = (profile.weights[:, None] * profile.scores).sum(axis=0).tolist()
    names = profile.candidates
    scores = dict(zip(names, sums, strict=True))
    found = by_levels("star", names, sums, min(2, len(names)))
    finalists = sorted(found.winners, key=lambda name: (-scores[name], name))
    if len(finalists) == 1:
        return by_levels("star", names, sums, 1)
    a, b = (names.index(name) for name in finalists)
    difference = profile.scores[:, a] - profile.scores[:, b]
    over = int(profile.weights[difference > 0].sum())
    under = int(profile.weights[difference < 0].sum())
    ties = list(found.ties)
    if under > over:
        finalists.reverse()
    elif under == over and sums[a] == sums[b]:
        ties.append(Tie("star run-off", tuple(finalists), finalists[0]))
    rest = tuple(
        level
        for rank in found.ranking
        if (level := tuple(name for name in rank if name not in finalists))
    )
    ranking = ((finalists[0],), (finalists[1],), *rest)
    winners, _ = first_of(ranking, 1, "star")
    details = {
        f"prefer {finalists[0]}": max(over, under),
        f"prefer {finalists[1]}": min(over, under),
    }
    return Result("star", winners, ranking, scores, ties=tuple(ties), details=details)
