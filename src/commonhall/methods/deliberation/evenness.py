"""How evenly something was shared among those who took part: speech, votes, statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from commonhall.methods.deliberation.errors import DeliberationError

# Of the normal distribution: 95 of 100 lie within so many standard errors.
NORMAL = 1.959963984540054


@dataclass(frozen=True)
class Evenness:
    """gini: 0 everybody has the same, 1 one has all, with its 95 % interval; entropy: from 0 (one has all) to 1 (all
    have the same), Shannon's over the most there could be (Pielou 1966)."""

    gini: float
    low: float
    high: float
    entropy: float
    people: int


def evenness(amounts: Sequence[float]) -> Evenness | None:
    """Gini coefficient (corrected by n / (n - 1), so that a small group can reach 1) with a jackknife interval.

    Each person is left out in turn (Karagiannis and Kovacevic 2000: one pass over the sorted amounts). None where
    fewer than two took part or nobody has anything.
    """
    x = np.sort(np.asarray(amounts, dtype=np.float64).ravel())
    if np.any(x < 0) or not np.all(np.isfinite(x)):
        raise DeliberationError("amounts are finite and at least zero")
    total, size = float(x.sum()), x.size
    if size < 2 or total <= 0:
        return None
    gini = _corrected(float(np.arange(1, size + 1) @ x), total, size)
    if size < 3:
        return Evenness(gini, 0.0, 1.0, _entropy(x / total), size)
    ranks = np.arange(1, size + 1)
    above = total - np.cumsum(x)
    weighted = float(ranks @ x) - ranks * x - above
    left = total - x
    known = left > 0
    each = np.full(size, gini)
    each[known] = (2 * weighted[known] / left[known] - size) / (size - 1)
    each *= (size - 1) / (size - 2)
    spread = float(((each - each.mean()) ** 2).sum()) * (size - 1) / size
    reach = NORMAL * float(np.sqrt(spread))
    return Evenness(gini, max(0.0, gini - reach), min(1.0, gini + reach), _entropy(x / total), size)


def _corrected(weighted: float, total: float, size: int) -> float:
    plain = (2 * weighted / total - (size + 1)) / size
    return float(min(1.0, max(0.0, plain * size / (size - 1))))


def _entropy(shares: np.ndarray) -> float:
    some = shares[shares > 0]
    return float(min(1.0, max(0.0, -(some @ np.log(some)) / np.log(shares.size))))
