"""Step 3, gaps: filled by a stated rule, with draws that carry how uncertain the filling is.

`values` is units × indicators with NaN where nothing was measured; what was measured is never
changed. Handbook pp. 24–25 and 55–61.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from commonhall.methods.index.errors import IndexMethodError

IMPUTATIONS = (
    "none",
    "available",
    "mean",
    "median",
    "group-mean",
    "group-median",
    "regression",
    "em",
)
RIDGE = 1e-3
CYCLES, TOLERANCE = 500, 1e-8


@dataclass(frozen=True)
class Imputed:
    """Filled `values`; `gaps` marks what was filled; `fallback` marks gaps whose own group had
    nothing measured, filled from all units."""

    values: np.ndarray
    gaps: np.ndarray
    fallback: np.ndarray


def impute(values: np.ndarray, method: str, groups: Sequence[str] | None = None) -> Imputed:
    """Fill gaps by one of `IMPUTATIONS` ('none' and 'available' leave them).

    `groups` (one text a unit) belongs to the group rules. Raises `IndexMethodError` for an
    indicator that nobody has measured.
    """
    gaps = np.isnan(values)
    no_fallback = np.zeros_like(gaps)
    if method not in IMPUTATIONS:
        raise IndexMethodError(f"unknown imputation {method!r}: one of {', '.join(IMPUTATIONS)}")
    if method in ("none", "available") or not gaps.any():
        return Imputed(values.copy(), gaps, no_fallback)
    empty = np.flatnonzero(gaps.all(axis=0))
    if empty.size:
        raise IndexMethodError(f"indicator number {empty[0] + 1} was measured for no unit")
    if method == "em":
        return Imputed(_conditional(values, *_em(values), None), gaps, no_fallback)
    if method == "regression":
        return Imputed(_regressed(values, None), gaps, no_fallback)
    centre = np.nanmedian if method.endswith("median") else np.nanmean
    filled = np.where(gaps, centre(values, axis=0), values)
    fallback = no_fallback
    if method.startswith("group"):
        filled, fallback = values.copy(), gaps.copy()
        for members in _members(groups, values.shape[0]):
            part = values[members]
            known = ~np.isnan(part).all(axis=0)
            middle = np.full(values.shape[1], np.nan)
            middle[known] = centre(part[:, known], axis=0)
            filled[members] = np.where(np.isnan(part), middle, part)
        fallback &= np.isnan(filled)
        filled = np.where(fallback, centre(values, axis=0), filled)
    return Imputed(filled, gaps, fallback)


def impute_draws(
    values: np.ndarray,
    method: str,
    draws: int,
    seed: int,
    groups: Sequence[str] | None = None,
) -> np.ndarray:
    """`draws` possible fillings (draws × units × indicators), for uncertainty (Rubin 1987).

    Mean and median rules draw donors from their group by the approximate Bayesian bootstrap
    (Rubin and Schenker 1986); regression and EM refit on resampled units and add a residual.
    """
    generator = np.random.default_rng(seed)
    gaps = np.isnan(values)
    if method in ("none", "available") or not gaps.any():
        return np.repeat(values[None], draws, axis=0)
    impute(values, method, groups)
    if method in ("regression", "em"):
        return np.stack([_parametric(values, method, generator) for _ in range(draws)])
    result = np.repeat(values[None], draws, axis=0)
    families = _members(groups if method.startswith("group") else None, values.shape[0])
    for column in np.flatnonzero(gaps.any(axis=0)):
        everybody = values[~gaps[:, column], column]
        for members in families:
            holes = members[gaps[members, column]]
            if holes.size == 0:
                continue
            donors = values[members[~gaps[members, column]], column]
            donors = donors if donors.size else everybody
            pool = donors[generator.integers(0, donors.size, (draws, donors.size))]
            picks = generator.integers(0, donors.size, (draws, holes.size))
            result[:, holes, column] = np.take_along_axis(pool, picks, axis=1)
    return result


def _members(groups: Sequence[str] | None, units: int) -> list[np.ndarray]:
    if groups is None:
        return [np.arange(units)]
    if len(groups) != units:
        raise IndexMethodError(f"{units} units but {len(groups)} groups")
    names = np.asarray(groups)
    return [np.flatnonzero(names == name) for name in sorted(set(groups))]


def _parametric(values: np.ndarray, method: str, generator: np.random.Generator) -> np.ndarray:
    """One filling with the parameters of a bootstrap sample in which each indicator occurs."""
    units = values.shape[0]
    for _ in range(100):
        sample = values[generator.integers(0, units, units)]
        if (~np.isnan(sample)).sum(axis=0).min() >= 2:
            break
    else:
        sample = values
    if method == "em":
        return _conditional(values, *_em(sample), generator)
    return _regressed(values, generator, sample)


def _em(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and covariance of a multivariate normal by EM (Dempster, Laird, Rubin 1977), with a
    small ridge so that more indicators than units are allowed."""
    mean = np.nanmean(values, axis=0)
    scale = np.nanstd(values, axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    z = (values - mean) / scale
    gaps = np.isnan(z)
    patterns, of = np.unique(gaps, axis=0, return_inverse=True)
    of = np.asarray(of).reshape(-1)
    centre, spread = np.zeros(z.shape[1]), np.eye(z.shape[1])
    for _ in range(CYCLES):
        filled = np.where(gaps, 0.0, z)
        extra = np.zeros_like(spread)
        for number, pattern in enumerate(patterns):
            if not pattern.any():
                continue
            rows = np.flatnonzero(of == number)
            slope, rest = _slope(spread, pattern)
            filled[np.ix_(rows, pattern)] = (
                centre[pattern] + (z[np.ix_(rows, ~pattern)] - centre[~pattern]) @ slope
            )
            extra[np.ix_(pattern, pattern)] += rows.size * rest
        new_centre = filled.mean(axis=0)
        distance = filled - new_centre
        new = (distance.T @ distance + extra) / z.shape[0] + RIDGE * np.eye(z.shape[1])
        moved = max(np.abs(new - spread).max(), np.abs(new_centre - centre).max())
        centre, spread = new_centre, new
        if moved < TOLERANCE:
            break
    return centre * scale + mean, spread * np.outer(scale, scale)


def _slope(spread: np.ndarray, pattern: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Regression of the missing on the measured, and the covariance that it leaves."""
    known = spread[np.ix_(~pattern, ~pattern)]
    cross = spread[np.ix_(~pattern, pattern)]
    slope = np.linalg.solve(known, cross)
    return slope, spread[np.ix_(pattern, pattern)] - cross.T @ slope


def _conditional(
    values: np.ndarray,
    mean: np.ndarray,
    spread: np.ndarray,
    generator: np.random.Generator | None,
) -> np.ndarray:
    filled = values.copy()
    for unit in np.flatnonzero(np.isnan(values).any(axis=1)):
        pattern = np.isnan(values[unit])
        slope, rest = _slope(spread, pattern)
        guess = mean[pattern] + (values[unit, ~pattern] - mean[~pattern]) @ slope
        if generator is not None:
            guess = generator.multivariate_normal(guess, rest, method="eigh", check_valid="ignore")
        filled[unit, pattern] = guess
    return filled


def _regressed(
    values: np.ndarray,
    generator: np.random.Generator | None,
    sample: np.ndarray | None = None,
) -> np.ndarray:
    """Each gap from the indicator most correlated with it among those the unit has."""
    source = values if sample is None else sample
    filled = np.where(np.isnan(values), np.nanmean(source, axis=0), values)
    for unit, column in np.argwhere(np.isnan(values)):
        best: tuple[float, float, float] = (0.0, 0.0, 0.0)
        for other in np.flatnonzero(~np.isnan(values[unit])):
            both = ~np.isnan(source[:, other]) & ~np.isnan(source[:, column])
            x, y = source[both, other], source[both, column]
            if x.size < 4 or x.std() == 0 or y.std() == 0:
                continue
            strength = float(np.corrcoef(x, y)[0, 1])
            if abs(strength) > abs(best[0]):
                slope = strength * y.std() / x.std()
                guess = float(y.mean() + slope * (values[unit, other] - x.mean()))
                left = float(np.sqrt((1 - strength**2) * y.var() * x.size / (x.size - 2)))
                best = (strength, guess, left)
        if best[0] != 0:
            noise = 0.0 if generator is None else float(generator.normal(0, best[2]))
            filled[unit, column] = best[1] + noise
    return filled
