"""Whether something gathers among the better-off: concentration index and curve."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from commonhall.methods.equity.errors import EquityError, checked


@dataclass(frozen=True)
class Concentration:
    """`index` from -1 (all with the worst-off) to 1; `error` its standard error.

    `people`, `amounts` are the corners of the curve, from the worst-off on.
    """

    index: float
    error: float
    people: np.ndarray
    amounts: np.ndarray


def concentration(
    values: np.ndarray,
    standing: np.ndarray,
    weights: np.ndarray | None = None,
    *,
    bounds: tuple[float, float] | None = None,
) -> Concentration:
    """Concentration of `values` (units,) over people ordered by `standing`, such as income.

    2·cov(value, fractional rank) / mean (Kakwani, Wagstaff, van Doorslaer 1997), people with
    the same standing sharing their middle rank. With `bounds` of the value (0, 1 for a share)
    Erreygers' corrected index (2009), which is the same for having and for lacking. The error
    treats units as sampled independently.
    """
    order = np.asarray(standing, dtype=np.float64).ravel()
    raw = np.asarray(values, dtype=np.float64).ravel()
    if order.size != raw.size or not np.all(np.isfinite(order)):
        raise EquityError("every value needs a finite standing")
    stated = np.ones(raw.size) if weights is None else np.asarray(weights, dtype=np.float64).ravel()
    x, w = checked(raw, stated, least=bounds[0] if bounds else 0.0)
    order = order[stated > 0]
    if bounds and (bounds[1] <= bounds[0] or x.max() > bounds[1]):
        raise EquityError(f"values must lie within {bounds[0]:g} to {bounds[1]:g}")
    levels, of = np.unique(order, return_inverse=True)
    mass = np.bincount(of, weights=w, minlength=levels.size)
    amounts = np.bincount(of, weights=w * x, minlength=levels.size)
    total, mean = float(w.sum()), float(np.average(x, weights=w))
    middle = (np.cumsum(mass) - mass / 2.0) / total
    rank = middle[of]
    scale = 1.0 / mean if mean > 0 else 0.0
    if bounds:
        scale = 4.0 / (bounds[1] - bounds[0])
    plain = 2.0 * float(np.average((x - mean) * (rank - 0.5), weights=w))
    people = np.concatenate([[0.0], np.cumsum(mass)]) / total
    curve = np.concatenate([[0.0], np.cumsum(amounts)])
    curve = curve / curve[-1] if curve[-1] > 0 else people
    error = _error(x, w, rank, amounts, of, mean, plain, bounded=bounds is not None)
    return Concentration(plain * scale, error * scale, people, curve)


def _error(
    x: np.ndarray,
    w: np.ndarray,
    rank: np.ndarray,
    amounts: np.ndarray,
    of: np.ndarray,
    mean: float,
    plain: float,
    *,
    bounded: bool,
) -> float:
    """Standard error of 2·cov(value, rank), by its influence function: a unit moves the
    covariance itself, everybody's rank, and (unless bounded) the mean that it is divided by."""
    total = float(w.sum())
    above = (amounts[::-1].cumsum()[::-1] - amounts / 2.0)[of] / total
    half = plain / 2.0
    moved = 2.0 * (x * rank + above - (2.0 * (half + mean / 2.0)) - (x - mean) / 2.0)
    if not bounded and mean > 0:
        moved = moved - plain * (x - mean) / mean
    share = w / total
    units = x.size
    if units < 2:
        return float("inf")
    centred = moved - float(share @ moved)
    return float(np.sqrt(units / (units - 1) * np.sum((share * centred) ** 2)))
