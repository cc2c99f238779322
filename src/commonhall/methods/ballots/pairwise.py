"""How many voters prefer one candidate to another, for every pair."""

from __future__ import annotations

import numpy as np

from commonhall.methods.ballots.profile import NOBODY, Integers, Profile


def pairwise(profile: Profile) -> Integers:
    """`[a, b]`: voters who rank a above b; who is not ranked is below all that are.

    Counted once a profile; the table cannot be written to.
    """
    kept = profile.kept.get("pairwise")
    if kept is None:
        kept = _count(profile)
        kept.setflags(write=False)
        profile.kept["pairwise"] = kept
    return kept


def _count(profile: Profile) -> Integers:
    """Counted place by place: pairs (earlier, later) on each ballot, then, for those not on it,
    all that rank a less those that rank both.
    """
    count = len(profile.candidates)
    size = (count + 1) * count
    length = profile.orders.shape[1]
    # Column by column is contiguous; the last code stands for nobody.
    columns = []
    for place in range(length):
        column = profile.orders[:, place].astype(np.intp)
        columns.append(np.where(column == NOBODY, count, column))
    both = np.zeros((count, count), dtype=np.int64)
    ranked = np.zeros(count, dtype=np.int64)
    level = np.zeros((count, count), dtype=np.int64)
    for later in range(length):
        ranked += profile.tally(columns[later], None, count + 1)[:count]
        tied = np.ones(len(profile.orders), dtype=bool)
        for earlier in range(later - 1, -1, -1):
            codes = columns[later] * count + np.minimum(columns[earlier], count - 1)
            pairs = profile.tally(codes, None, size)[: count * count].reshape(count, count)
            both += pairs.T
            if profile.level is not None:
                tied &= profile.level[:, earlier + 1]
                rows = np.flatnonzero(tied & (columns[later] != count))
                if len(rows):
                    same = profile.tally(codes[rows], rows, size)[: count * count]
                    level += same.reshape(count, count).T
    found = both - level + ranked[:, None] - both - both.T
    np.fill_diagonal(found, 0)
    return found


def condorcet_winner(wins: Integers) -> int | None:
    """The candidate more voters prefer to each other one, if there is one."""
    beats = wins > wins.T
    found = np.flatnonzero(beats.sum(axis=1) == len(wins) - 1)
    return int(found[0]) if len(found) else None
