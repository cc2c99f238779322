"""What a sample says about everybody: shares and means with honest intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from commonhall.methods.surveys.effects import design_effect
from commonhall.methods.surveys.errors import SurveyError


@dataclass(frozen=True)
class Estimate:
    """`value` with the interval `low` to `high`; `size` people answered, who know as much as
    `effective` of a simple sample. An empty sample has no value (NaN) and the widest interval."""

    value: float
    low: float
    high: float
    size: int
    effective: float
    level: float


def proportion(
    answers: np.ndarray,
    weights: np.ndarray | None = None,
    *,
    effect: float | None = None,
    level: float = 0.95,
) -> Estimate:
    """Share of people who said yes (`answers`: bool or 0/1, NaN for no answer).

    Wilson's interval (1927) on the effective sample: unequal weights by Kish's effect, or a
    stated design `effect` of at least 1 (clusters included). It stays within 0 to 1 and is
    wide, not empty, when everybody or nobody said yes.
    """
    x, w = _answered(answers, weights)
    if np.any((x != 0) & (x != 1)):
        raise SurveyError("answers must be yes or no (1 or 0)")
    share = float(np.average(x, weights=w)) if x.size else float("nan")
    return _wilson(share, x.size, _size(w, effect), level)


def proportion_of(yes: float, asked: int, *, effect: float = 1.0, level: float = 0.95) -> Estimate:
    """The same from counts: `yes` of `asked` people."""
    if not 0 <= yes <= asked:
        raise SurveyError(f"yes must lie between 0 and {asked}; found {yes:g}")
    if effect < 1:
        raise SurveyError("a design effect is at least 1")
    return _wilson(yes / asked if asked else float("nan"), asked, asked / effect, level)


def mean(
    values: np.ndarray,
    weights: np.ndarray | None = None,
    *,
    effect: float | None = None,
    level: float = 0.95,
    population: int | None = None,
) -> Estimate:
    """Mean of `values` (NaN for no answer) with Student's interval on the effective sample.

    Fewer than two answers leave the interval unbounded. `population` narrows it by the finite
    population correction when a large part was asked.
    """
    x, w = _answered(values, weights)
    size = _size(w, effect)
    value = float(np.average(x, weights=w)) if x.size else float("nan")
    if x.size < 2 or size <= 1:
        return Estimate(value, float("-inf"), float("inf"), x.size, size, level)
    from scipy.special import stdtrit

    # The weighted variance, made unbiased for the effective sample.
    spread = float(np.average((x - value) ** 2, weights=w)) * size / (size - 1)
    left = 1.0
    if population is not None:
        if population < x.size:
            raise SurveyError(f"{x.size} answers from a population of {population}")
        left = max(0.0, 1 - x.size / population)
    reach = float(stdtrit(size - 1, (1 + level) / 2)) * float(np.sqrt(spread / size * left))
    return Estimate(value, value - reach, value + reach, x.size, size, level)


def difference(first: Estimate, second: Estimate) -> tuple[float, float, float]:
    """Difference of two independent shares with Newcombe's interval (1998, method 10)."""
    if first.level != second.level:
        raise SurveyError("both intervals need the same level")
    gap = first.value - second.value
    low = np.hypot(first.value - first.low, second.high - second.value)
    high = np.hypot(first.high - first.value, second.value - second.low)
    if np.isnan(gap):
        return gap, -1.0, 1.0
    return gap, max(-1.0, gap - float(low)), min(1.0, gap + float(high))


def _wilson(share: float, asked: int, size: float, level: float) -> Estimate:
    if not 0 < level < 1:
        raise SurveyError("the level lies between 0 and 1")
    if asked == 0:
        return Estimate(float("nan"), 0.0, 1.0, 0, 0.0, level)
    from scipy.special import ndtri

    z = float(ndtri((1 + level) / 2))
    centre = (share + z * z / (2 * size)) / (1 + z * z / size)
    reach = z * np.sqrt(share * (1 - share) / size + z * z / (4 * size * size))
    reach = float(reach) / (1 + z * z / size)
    low = 0.0 if share == 0 else max(0.0, centre - reach)
    high = 1.0 if share == 1 else min(1.0, centre + reach)
    return Estimate(share, low, high, asked, size, level)


def _answered(values: np.ndarray, weights: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    x = np.asarray(values, dtype=np.float64).ravel()
    w = np.ones(x.size) if weights is None else np.asarray(weights, dtype=np.float64).ravel()
    if w.size != x.size:
        raise SurveyError(f"{x.size} answers but {w.size} weights")
    if np.any(w < 0) or not np.all(np.isfinite(w)):
        raise SurveyError("weights must be finite and at least zero")
    kept = ~np.isnan(x) & (w > 0)
    return x[kept], w[kept]


def _size(weights: np.ndarray, effect: float | None) -> float:
    if weights.size == 0:
        return 0.0
    if effect is None:
        effect = design_effect(weights)
    elif effect < 1:
        raise SurveyError("a design effect is at least 1")
    return weights.size / effect
