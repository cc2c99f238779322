"""Step 3b, outliers: measured by skewness and kurtosis, then winsorised or transformed.

The rule is that of the JRC and of COINr (Becker et al. 2022): a column with |skewness| > 2 and
excess kurtosis > 3.5 has its outermost value replaced by the next one, on the side of the skew,
until it no longer has, or a stated number of values is reached.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from commonhall.methods.index.errors import IndexMethodError

TREATMENTS = ("none", "winsorise", "winsorise-then-log", "log", "box-cox")
SKEWNESS, KURTOSIS, MOST = 2.0, 3.5, 5


@dataclass(frozen=True)
class ColumnTreatment:
    """What was done to one column: values winsorised at each end, or a transformation's name
    and power; `outlying` says whether it still exceeds both thresholds."""

    low: int = 0
    high: int = 0
    transformation: str = "none"
    power: float | None = None
    outlying: bool = False


def skewness(values: np.ndarray) -> float:
    """Sample skewness G1 (type 2: SAS, SPSS, COINr); NaN left out; NaN below three values."""
    found = values[~np.isnan(values)]
    count = found.size
    if count < 3:
        return float("nan")
    distance = found - found.mean()
    second = float(np.mean(distance**2))
    if second == 0:
        return float("nan")
    plain = float(np.mean(distance**3)) / second**1.5
    return float(plain * np.sqrt(count * (count - 1)) / (count - 2))


def kurtosis(values: np.ndarray) -> float:
    """Sample excess kurtosis G2 (type 2); NaN left out; NaN below four values."""
    found = values[~np.isnan(values)]
    count = found.size
    if count < 4:
        return float("nan")
    distance = found - found.mean()
    second = float(np.mean(distance**2))
    if second == 0:
        return float("nan")
    plain = float(np.mean(distance**4)) / second**2 - 3.0
    return float((count - 1) / ((count - 2) * (count - 3)) * ((count + 1) * plain + 6.0))


def outlying(
    values: np.ndarray, skew_limit: float = SKEWNESS, kurtosis_limit: float = KURTOSIS
) -> bool:
    """Whether the column exceeds both thresholds."""
    return bool(abs(skewness(values)) > skew_limit and kurtosis(values) > kurtosis_limit)


def winsorise(
    values: np.ndarray,
    most: int = MOST,
    skew_limit: float = SKEWNESS,
    kurtosis_limit: float = KURTOSIS,
) -> tuple[np.ndarray, ColumnTreatment]:
    """One column (units,): pull in at most `most` values, one at a time, on the skewed side."""
    ordered = np.sort(values[~np.isnan(values)])
    low = high = 0
    treated = values.copy()
    while low + high < min(most, ordered.size - 1) and outlying(
        treated, skew_limit, kurtosis_limit
    ):
        if skewness(treated) > 0:
            high += 1
        else:
            low += 1
        treated = np.clip(values, ordered[low], ordered[ordered.size - 1 - high])
    still = outlying(treated, skew_limit, kurtosis_limit)
    return treated, ColumnTreatment(low, high, outlying=still)


def log_shifted(values: np.ndarray) -> np.ndarray:
    """Natural logarithm; columns with values at or below zero are first lifted so that the
    smallest becomes one hundredth of the range (COINr's rule)."""
    lowest, highest = float(np.nanmin(values)), float(np.nanmax(values))
    if lowest > 0:
        return np.asarray(np.log(values))
    return np.asarray(np.log(values - lowest + 0.01 * (highest - lowest or 1.0)))


def box_cox(values: np.ndarray, power: float | None = None) -> tuple[np.ndarray, float]:
    """Box–Cox (1964) with `power`, or the power of maximum likelihood in [-3, 3].

    Needs values above zero.
    """
    found = values[~np.isnan(values)]
    if np.any(found <= 0):
        raise IndexMethodError("Box–Cox needs values above zero; use winsorise or log")
    logs = np.log(found)

    def raised(chosen: float, of: np.ndarray) -> np.ndarray:
        return of if abs(chosen) < 1e-12 else np.asarray(np.expm1(chosen * of) / chosen)

    if power is None:
        from scipy.optimize import minimize_scalar

        def lost(chosen: float) -> float:
            spread = float(np.var(raised(chosen, logs)))
            return float(found.size / 2 * np.log(max(spread, 1e-300)) - (chosen - 1) * logs.sum())

        power = float(minimize_scalar(lost, bounds=(-3, 3), method="bounded").x)
    return raised(power, np.log(values)), power


def treat(
    values: np.ndarray,
    method: str,
    skip: Sequence[int] = (),
    most: int = MOST,
    skew_limit: float = SKEWNESS,
    kurtosis_limit: float = KURTOSIS,
) -> tuple[np.ndarray, tuple[ColumnTreatment, ...]]:
    """Treat each column (units × indicators) that is outlying; columns in `skip` are left alone.

    `winsorise-then-log` takes the logarithm of the untouched column where winsorising `most`
    values was not enough, as COINr does.
    """
    if method not in TREATMENTS:
        raise IndexMethodError(f"unknown treatment {method!r}: one of {', '.join(TREATMENTS)}")
    result = values.copy()
    notes = [ColumnTreatment()] * values.shape[1]
    for at in range(values.shape[1]):
        column = values[:, at]
        if method == "none" or at in skip or not outlying(column, skew_limit, kurtosis_limit):
            continue
        if method.startswith("winsorise"):
            result[:, at], notes[at] = winsorise(column, most, skew_limit, kurtosis_limit)
        if method == "log" or (method == "winsorise-then-log" and notes[at].outlying):
            result[:, at] = log_shifted(column)
            still = outlying(result[:, at], skew_limit, kurtosis_limit)
            notes[at] = ColumnTreatment(transformation="log", outlying=still)
        elif method == "box-cox":
            result[:, at], power = box_cox(column)
            still = outlying(result[:, at], skew_limit, kurtosis_limit)
            notes[at] = ColumnTreatment(transformation="box-cox", power=power, outlying=still)
    return result, tuple(notes)
