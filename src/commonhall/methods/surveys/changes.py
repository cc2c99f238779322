"""What changed between two independent samples: a difference with its interval, and a test held honest for several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from commonhall.methods.surveys.errors import SurveyError
from commonhall.methods.surveys.intervals import Estimate


@dataclass(frozen=True)
class Change:
    """`value`: later minus earlier, with the interval `low` to `high`; `p`: how often chance alone would show as much."""

    value: float
    low: float
    high: float
    p: float


def change(earlier: Estimate, later: Estimate, *, share: bool) -> Change:
    """Later minus earlier, of two samples drawn independently of each other.

    The interval is put together from those of both estimates (Newcombe 1998, method 10; for means Zou and Donner 2008).
    The test is two-sided: of shares with their pooled variance on the effective samples, of means with the errors
    their intervals imply (Welch). Raises `SurveyError` for different levels; an empty sample gives NaN and p = 1.
    """
    if earlier.level != later.level:
        raise SurveyError("both intervals need the same level")
    gap = later.value - earlier.value
    low = gap - float(np.hypot(later.value - later.low, earlier.high - earlier.value))
    high = gap + float(np.hypot(later.high - later.value, earlier.value - earlier.low))
    if not np.isfinite([gap, low, high]).all():
        return Change(gap, low, high, 1.0)
    p = _of_shares(earlier, later) if share else _of_means(earlier, later)
    return Change(gap, low, high, p)


def _of_shares(earlier: Estimate, later: Estimate) -> float:
    sizes = earlier.effective + later.effective
    if not (earlier.effective > 0 and later.effective > 0):
        return 1.0
    pooled = (earlier.value * earlier.effective + later.value * later.effective) / sizes
    error = np.sqrt(pooled * (1 - pooled) * (1 / earlier.effective + 1 / later.effective))
    return _two_sided(later.value - earlier.value, float(error))


def _of_means(earlier: Estimate, later: Estimate) -> float:
    """Student's quantile leads from an interval back to the standard error; Welch and Satterthwaite to the degrees."""
    from scipy.special import stdtr, stdtrit

    variances, degrees = [], []
    for one in (earlier, later):
        free = one.effective - 1
        if free <= 0:
            return 1.0
        reach = max(one.value - one.low, one.high - one.value)
        variances.append((reach / float(stdtrit(free, (1 + one.level) / 2))) ** 2)
        degrees.append(free)
    whole = sum(variances)
    gap = abs(later.value - earlier.value)
    if whole == 0:
        return 1.0 if gap == 0 else 0.0
    free = whole**2 / sum(one**2 / at for one, at in zip(variances, degrees, strict=True))
    return float(min(1.0, 2 * stdtr(free, -gap / np.sqrt(whole))))


def _two_sided(gap: float, error: float) -> float:
    from scipy.special import ndtr

    if error == 0:
        return 1.0 if gap == 0 else 0.0
    return float(2 * ndtr(-abs(gap) / error))


def holm(chances: Sequence[float]) -> list[float]:
    """The p values of several tests, each held honest for all of them (Holm 1979), in the order given.

    Calling what is below 0.05 a change errs in at most one of twenty families, however many tests each has.
    """
    if any(not 0 <= one <= 1 for one in chances):
        raise SurveyError("p values lie between 0 and 1")
    order = sorted(range(len(chances)), key=lambda at: (chances[at], at))
    found, highest = [0.0] * len(chances), 0.0
    for rank, at in enumerate(order):
        highest = max(highest, min(1.0, (len(chances) - rank) * chances[at]))
        found[at] = highest
    return found
