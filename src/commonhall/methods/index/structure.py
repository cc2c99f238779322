"""Step 4, do the indicators belong together? Reliability and correlations with what is uncertain about them.

Cronbach (1951), and the OECD/JRC handbook's multivariate analysis (2008, pp. 63–73) and links to other indicators (p. 135).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import atanh, sqrt, tanh

import numpy as np

from commonhall.methods.index.errors import IndexMethodError
from commonhall.methods.index.weighting import correlations

# The middle 95 % of a normal distribution end here.
NORMAL = 1.959963984540054
# Correlated so strongly, two indicators count one thing twice (handbook, p. 32).
NEARLY_THE_SAME = 0.9
# Correlated so against one another, a mean hides what both say.
AGAINST = -0.3


@dataclass(frozen=True)
class Reliability:
    """How far indicators measure one thing.

    alpha: Cronbach's, of standardised values; at most 1, and below 0.7 usually not called reliable. without: what it would
    be without each indicator; with_rest: each indicator's correlation with the sum of the others.
    """

    alpha: float
    without: tuple[float, ...]
    with_rest: tuple[float, ...]


def reliability(values: np.ndarray) -> Reliability:
    """Cronbach's alpha of units × indicators, all turned so that more is better. Needs three of each and no gap."""
    _check(values, 3)
    matrix = correlations(values)
    count = matrix.shape[0]
    scaled = _standardised(values)
    without, with_rest = [], []
    for column in range(count):
        kept = [one for one in range(count) if one != column]
        without.append(_alpha(matrix[np.ix_(kept, kept)]))
        pair = np.column_stack([scaled[:, column], scaled[:, kept].sum(axis=1)])
        with_rest.append(float(correlations(pair)[0, 1]))
    return Reliability(_alpha(matrix), tuple(without), tuple(with_rest))


def _alpha(matrix: np.ndarray) -> float:
    count = matrix.shape[0]
    mean = (matrix.sum() - count) / (count * (count - 1))
    below = 1 + (count - 1) * mean
    if below <= 0:
        raise IndexMethodError("the indicators cancel one another out: no alpha")
    return float(count * mean / below)


def _standardised(values: np.ndarray) -> np.ndarray:
    spread = values.std(axis=0, ddof=1)
    return np.asarray((values - values.mean(axis=0)) / np.where(spread > 0, spread, 1.0))


def _check(values: np.ndarray, least: int) -> None:
    if values.ndim != 2 or values.shape[0] < least or values.shape[1] < least:
        raise IndexMethodError(f"needs at least {least} units and {least} indicators")
    if not np.isfinite(values).all():
        raise IndexMethodError("needs values without gaps")


@dataclass(frozen=True)
class Correlation:
    """Pearson's r of `count` pairs; low, high: its 95 % interval by Fisher's z (1915)."""

    r: float
    low: float
    high: float
    count: int

    @property
    def sure(self) -> bool:
        """Does its interval leave out zero?"""
        return self.low > 0 or self.high < 0


def correlation(one: np.ndarray, other: np.ndarray) -> Correlation:
    """How two columns go together, over the units that have both. Needs four units."""
    both = np.isfinite(one) & np.isfinite(other)
    count = int(both.sum())
    if count < 4:
        raise IndexMethodError("needs at least 4 units that have both")
    r = float(correlations(np.column_stack([one[both], other[both]]))[0, 1])
    if abs(r) >= 1 - 1e-12:
        return Correlation(round(r), round(r), round(r), count)
    z, width = atanh(r), NORMAL / sqrt(count - 3)
    return Correlation(r, tanh(z - width), tanh(z + width), count)
