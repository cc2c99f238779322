"""Step 5, normalisation: every method of the OECD/JRC handbook (2008, pp. 27–31, 83–88).

Each function takes `values` (units × indicators, float64, NaN where nothing was measured) and
`directions` (+1: more is better, -1: less is better) and gives an array of the same shape where
more is better. NaN stays NaN. A column without spread gives the middle of the scale.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from commonhall.methods.index.errors import IndexMethodError

CATEGORY_BOUNDS = (5.0, 15.0, 35.0, 65.0, 85.0, 95.0)
CATEGORY_SCORES = (0.0, 20.0, 40.0, 50.0, 60.0, 80.0, 100.0)


def ranked(values: np.ndarray, directions: np.ndarray) -> np.ndarray:
    """Places from the worst (1) to the best; level units share the lowest of their places."""
    oriented = values * directions
    result = np.full(oriented.shape, np.nan)
    for column in range(oriented.shape[1]):
        present = ~np.isnan(oriented[:, column])
        found = oriented[present, column]
        result[present, column] = np.searchsorted(np.sort(found), found) + 1.0
    return result


def z_score(
    values: np.ndarray, directions: np.ndarray, centre: float = 0.0, spread: float = 1.0
) -> np.ndarray:
    """Standardised with the sample standard deviation (n - 1), then centre + spread·z."""
    with np.errstate(invalid="ignore", divide="ignore"):
        deviation = np.nanstd(values, axis=0, ddof=1)
        z = (values - np.nanmean(values, axis=0)) / deviation * directions
    return centre + spread * _flat(z, values, 0.0)


def min_max(
    values: np.ndarray,
    directions: np.ndarray,
    low: np.ndarray | None = None,
    high: np.ndarray | None = None,
    scale: tuple[float, float] = (0.0, 100.0),
) -> np.ndarray:
    """Linear between the goalposts `low` and `high` (one an indicator; NaN or none: as observed).

    Values outside the goalposts get the end of the scale.
    """
    bottom, top = _bounds(values, low, high)
    with np.errstate(invalid="ignore", divide="ignore"):
        up = (values - bottom) / (top - bottom)
        down = (top - values) / (top - bottom)
    share = _flat(np.where(directions > 0, up, down), values, 0.5)
    return np.asarray(scale[0] + np.clip(share, 0.0, 1.0) * (scale[1] - scale[0]))


def ratio_to(values: np.ndarray, directions: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """value / reference; reference / value where less is better (needs values above zero)."""
    _positive(values, reference, directions)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(directions > 0, values / reference, reference / values))


def difference_to(values: np.ndarray, directions: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """(value - reference) / |reference|, turned round where less is better."""
    if np.any(reference == 0):
        raise IndexMethodError("a relative difference needs a reference that is not zero")
    return np.asarray((values - reference) / np.abs(reference) * directions)


def reference_of(
    values: np.ndarray, directions: np.ndarray, which: str, stated: np.ndarray | None = None
) -> np.ndarray:
    """The unit to measure against, one value an indicator: leader, mean, worst or stated."""
    best = np.where(directions > 0, np.nanmax(values, axis=0), np.nanmin(values, axis=0))
    worst = np.where(directions > 0, np.nanmin(values, axis=0), np.nanmax(values, axis=0))
    if which == "leader":
        return np.asarray(best)
    if which == "worst":
        return np.asarray(worst)
    if which == "mean":
        return np.asarray(np.nanmean(values, axis=0))
    if which == "reference" and stated is not None and not np.isnan(stated).any():
        return np.asarray(stated, dtype=np.float64)
    raise IndexMethodError(
        "measuring against a reference needs one for every indicator"
        if which == "reference"
        else f"unknown reference {which!r}: leader, mean, worst or reference"
    )


def above_below_mean(values: np.ndarray, directions: np.ndarray, margin: float = 0.2) -> np.ndarray:
    """1 above (1 + margin)·mean, -1 below (1 - margin)·mean, 0 between; turned if less is better."""
    mean = np.nanmean(values, axis=0)
    if np.any(mean <= 0):
        raise IndexMethodError("above/below the mean needs means above zero")
    sign = (values > (1 + margin) * mean).astype(np.float64) - (values < (1 - margin) * mean)
    return np.where(np.isnan(values), np.nan, sign * directions)


def percentile(values: np.ndarray, directions: np.ndarray) -> np.ndarray:
    """100 · place from the worst / units measured (handbook Table 15)."""
    return np.asarray(ranked(values, directions) / (~np.isnan(values)).sum(axis=0) * 100.0)


def categorical(values: np.ndarray, directions: np.ndarray) -> np.ndarray:
    """Seven classes by percentile: up to the 5th 0, 15th 20, 35th 40, 65th 50, 85th 60, 95th 80."""
    share = percentile(values, directions)
    classes = np.searchsorted(np.array(CATEGORY_BOUNDS), np.nan_to_num(share), side="left")
    return np.where(np.isnan(share), np.nan, np.array(CATEGORY_SCORES)[classes])


def efficacy(
    values: np.ndarray,
    directions: np.ndarray,
    low: np.ndarray | None = None,
    high: np.ndarray | None = None,
) -> np.ndarray:
    """Exponential efficacy 60·exp(-t·ln 0.6): 60 for the worst goalpost, 100 for the best.

    t is the min-max share. Used for Beijing's districts (People's Tribune, 2017).
    """
    share = min_max(values, directions, low, high, (0.0, 1.0))
    return np.asarray(60.0 * np.exp(-share * np.log(0.6)))


def cyclical(series: np.ndarray) -> np.ndarray:
    """Indicators over time (times × indicators): distance to the mean of the time, in mean
    absolute distances (handbook p. 30; business surveys)."""
    distance = series - np.nanmean(series, axis=0)
    usual = np.nanmean(np.abs(distance), axis=0)
    if np.any(usual == 0):
        raise IndexMethodError("a series that never changes has no cycle")
    return np.asarray(distance / usual)


def balance_of_opinions(now: np.ndarray, before: np.ndarray) -> np.ndarray:
    """100 · (share of the row's answers that rose - share that fell), answers along the last axis."""
    return np.asarray(100.0 * np.mean(np.sign(now - before), axis=-1))


def yearly_change(now: np.ndarray, before: np.ndarray) -> np.ndarray:
    """100 · (now - before) / now, as the handbook defines it (p. 31)."""
    if np.any(now == 0):
        raise IndexMethodError("the change against a year with the value zero is undefined")
    return np.asarray(100.0 * (now - before) / now)


def normalise(
    values: np.ndarray,
    directions: np.ndarray,
    method: str,
    *,
    low: np.ndarray | None = None,
    high: np.ndarray | None = None,
    scale: tuple[float, float] | None = None,
    reference: np.ndarray | None = None,
) -> np.ndarray:
    """Apply one of `NORMALISATIONS` by name; `scale` belongs to min-max and (as centre and
    spread) to z-score. Raises `IndexMethodError` for an unknown name or unfit values."""
    if method == "min-max":
        return min_max(values, directions, low, high, scale or (0.0, 100.0))
    if method == "z-score":
        return z_score(values, directions, *(scale or (0.0, 1.0)))
    if method == "efficacy":
        return efficacy(values, directions, low, high)
    if method in _PLAIN:
        return _PLAIN[method](values, directions)
    kind, _, which = method.partition("-to-")
    if which and kind in ("ratio", "difference"):
        against = reference_of(values, directions, which, reference)
        return (ratio_to if kind == "ratio" else difference_to)(values, directions, against)
    raise IndexMethodError(f"unknown normalisation {method!r}: one of {', '.join(NORMALISATIONS)}")


_PLAIN: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "none": lambda values, directions: values * directions,
    "rank": ranked,
    "percentile": percentile,
    "categorical": categorical,
    "above-below-mean": above_below_mean,
}
NORMALISATIONS = (
    "min-max",
    "z-score",
    "efficacy",
    *_PLAIN,
    *(
        f"{kind}-to-{which}"
        for kind in ("ratio", "difference")
        for which in ("leader", "mean", "worst", "reference")
    ),
)


def _bounds(
    values: np.ndarray, low: np.ndarray | None, high: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray]:
    bottom, top = np.nanmin(values, axis=0), np.nanmax(values, axis=0)
    if low is not None:
        bottom = np.where(np.isnan(low), bottom, low)
    if high is not None:
        top = np.where(np.isnan(high), top, high)
    return bottom, top


def _flat(scaled: np.ndarray, values: np.ndarray, middle: float) -> np.ndarray:
    """Columns that do not vary divide by zero: there every unit is level."""
    return np.where(np.isnan(values), np.nan, np.where(np.isfinite(scaled), scaled, middle))


def _positive(values: np.ndarray, reference: np.ndarray, directions: np.ndarray) -> None:
    if np.any(reference <= 0) or np.any(values < 0) or np.any(values[:, directions < 0] == 0):
        raise IndexMethodError(
            "a ratio needs values above zero; use a relative difference or min-max instead"
        )
