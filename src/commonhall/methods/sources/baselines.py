"""What is usual for a place and a week, and an early warning when it is exceeded.

Noufaily et al. (2013) and Farrington et al. (1996), simplified: the same weeks of earlier
years, past outbreaks weighed down, over-dispersion estimated, and a negative binomial bound.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from commonhall.methods.sources.errors import SourceError

CYCLES = 10
RESIDUAL, OUTBREAK = 2.58, 4.0


@dataclass(frozen=True)
class Baseline:
    """For each unit and judged week (units × weeks).

    `expected` and `dispersion` (variance over mean, at least 1, taken as the same all year) of
    the usual; `p_values` the
    chance of at least as many cases if nothing is unusual; `alarms` where that is below the
    stated `rate`; `bounds` the largest count that gives none. `weeks` are the judged columns.
    """

    weeks: np.ndarray
    expected: np.ndarray
    dispersion: np.ndarray
    p_values: np.ndarray
    bounds: np.ndarray
    alarms: np.ndarray
    rate: float


def early_warning(
    counts: np.ndarray,
    *,
    season: int = 52,
    neighbours: int = 3,
    rate: float = 0.01,
    weeks: np.ndarray | None = None,
    gap: int = 0,
    least: int = 3,
) -> Baseline:
    """Judge `weeks` (default: all with two earlier years) of `counts` (units × weeks).

    A week is compared with the same week and `neighbours` either side of every earlier year
    (NaN weeks left out). `rate` is the false alarms wanted per unit and week; counts are whole,
    so at most that many come when the usual is known, and close to it otherwise. No alarm is
    given below `least` cases. `gap` leaves out that many weeks just before the judged one.
    Raises `SourceError` when a week has fewer than five earlier ones to compare with.
    """
    table = np.asarray(counts, dtype=np.float64)
    if table.ndim != 2 or np.any(table < 0):
        raise SourceError("counts must be units × weeks, at least zero (NaN: not known)")
    if not 0 < rate < 0.5 or season < 2 * neighbours + 1:
        raise SourceError("the rate lies between 0 and 0.5, the season is longer than its windows")
    if weeks is None:
        weeks = np.arange(2 * season + neighbours, table.shape[1])
        if weeks.size == 0:
            raise SourceError(
                f"{table.shape[1]} weeks are fewer than two seasons of {season} and a window"
            )
    judged = np.asarray(weeks, dtype=np.int64)
    shape = (table.shape[0], judged.size)
    expected, spread, p_values, bounds = (np.empty(shape) for _ in range(4))
    for at, week in enumerate(judged):
        reference = table[:, _reference(int(week), season, neighbours, gap)]
        if np.any((~np.isnan(reference)).sum(axis=1) < 5):
            raise SourceError(f"week {week} has fewer than five earlier weeks to compare with")
        expected[:, at], spread[:, at], known = _usual(reference)
        spread[:, at] = _pooled(table, int(week), season, neighbours, gap)
        bounds[:, at], p_values[:, at] = _judge(
            table[:, week], expected[:, at], spread[:, at], known, rate
        )
    seen = table[:, judged]
    alarms = (seen > bounds) & (seen >= least)
    return Baseline(judged, expected, spread, p_values, bounds, alarms, rate)


def _reference(week: int, season: int, neighbours: int, gap: int) -> np.ndarray:
    """The same weeks of every earlier year, in order; none at or after the judged week."""
    found = [
        middle + step
        for middle in range(week - season, -season, -season)
        for step in range(-neighbours, neighbours + 1)
    ]
    return np.array(sorted({at for at in found if 0 <= at < week - gap}), dtype=np.int64)


def _pooled(table: np.ndarray, week: int, season: int, neighbours: int, gap: int) -> np.ndarray:
    """Each unit's dispersion over the windows of a whole season: a few weeks alone are too few
    to tell it, and a guess that is too low gives false alarms."""
    parts, weeks = np.zeros((2, table.shape[0]))
    for offset in range(0, season, 2 * neighbours + 1):
        columns = _reference(week - offset, season, neighbours, gap)
        reference = table[:, columns]
        enough = (~np.isnan(reference)).sum(axis=1) >= 5
        if enough.any():
            _, spread, known = _usual(reference[enough])
            parts[enough] += spread * (known - 1)
            weeks[enough] += known - 1
    return np.maximum(1.0, parts / np.maximum(weeks, 1.0))


def _usual(reference: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weighted mean, dispersion and effective weeks of each row, past outbreaks weighed down.

    Anscombe residuals are measured in their own robust spread. From 2.58 on a week's weight
    falls with the square; from 4 on it counts nothing.
    """
    known = ~np.isnan(reference)
    x = np.where(known, reference, 0.0)
    middle_of = np.median if known.all() else np.nanmedian
    mean = np.asarray(middle_of(reference, axis=1))
    weights = known.astype(np.float64)
    for _ in range(CYCLES):
        middle = np.maximum(mean, 0.1)[:, None]
        residual = 1.5 * (x ** (2 / 3) * middle ** (-1 / 6) - middle**0.5)
        away = np.where(known, np.abs(residual), np.nan)
        usual = 1.4826 * np.asarray(middle_of(away, axis=1))
        high = np.maximum(residual / np.maximum(usual, 1.0)[:, None], 1e-9)
        weights = np.where(high > RESIDUAL, (RESIDUAL / high) ** 2, 1.0) * (high < OUTBREAK) * known
        renewed = (weights * x).sum(axis=1) / weights.sum(axis=1)
        moved = np.abs(renewed - mean).max(initial=0.0)
        mean = renewed
        if moved < 1e-9:
            break
    total = weights.sum(axis=1)
    left = (weights * (x - mean[:, None]) ** 2).sum(axis=1) / np.maximum(total - 1, 1.0)
    spread = left / np.maximum(mean, 1e-9)
    # A place where nothing ever happened may still see a case: a third of one in all its weeks.
    return np.maximum(mean, 1 / (3 * total)), spread, total


def _judge(
    seen: np.ndarray, mean: np.ndarray, spread: np.ndarray, known: np.ndarray, rate: float
) -> tuple[np.ndarray, np.ndarray]:
    """Bound and p-value under a negative binomial whose variance adds what the estimated mean
    does not know: spread·mean·(1 + 1 / weeks)."""
    from scipy.special import betainc, pdtr

    ratio = np.maximum(spread * (1 + 1 / known), 1 + 1e-9)
    size = mean / (ratio - 1)

    def below(counts: np.ndarray) -> np.ndarray:
        """Chance of at most `counts`."""
        wide = ratio > 1 + 1e-6
        held = np.asarray(betainc(size, np.maximum(counts, -0.5) + 1, 1 / ratio))
        held = np.where(wide, held, pdtr(np.maximum(counts, 0), mean))
        return np.where(counts < 0, 0.0, held)

    low, high = np.full(mean.shape, -1.0), np.ceil(mean + 40 * np.sqrt(ratio * mean) + 60 * ratio)
    while np.any(high - low > 1):
        middle = np.floor((low + high) / 2)
        enough = 1 - below(middle) <= rate
        high, low = np.where(enough, middle, high), np.where(enough, low, middle)
    with np.errstate(invalid="ignore"):
        p_values = np.where(np.isnan(seen), np.nan, 1 - below(np.nan_to_num(seen) - 1))
    return high, p_values
