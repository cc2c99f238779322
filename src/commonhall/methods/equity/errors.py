"""What can be wrong with values asked to be compared."""

from __future__ import annotations

import numpy as np


class EquityError(ValueError):
    """Values, weights or groups that the measure is not defined for; says what would be."""


def checked(
    values: np.ndarray, weights: np.ndarray | None, *, least: float | None = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Values and weights as float64, without those that weigh nothing.

    Raises `EquityError` for nothing left, lengths that differ, gaps, negative weights, and
    values below `least`.
    """
    x = np.asarray(values, dtype=np.float64).ravel()
    w = np.ones(x.size) if weights is None else np.asarray(weights, dtype=np.float64).ravel()
    if w.size != x.size:
        raise EquityError(f"{x.size} values but {w.size} weights")
    if np.any(w < 0) or not np.all(np.isfinite(w)):
        raise EquityError("weights must be finite and at least zero")
    if not w.all():
        x, w = x[w > 0], w[w > 0]
    if x.size == 0:
        raise EquityError("nothing to compare: no value has a weight above zero")
    if not np.all(np.isfinite(x)):
        raise EquityError("values must be finite; leave out units without a measurement")
    if least is not None and np.any(x < least):
        raise EquityError(f"values must be at least {least:g}; found {x.min():g}")
    return x, w
