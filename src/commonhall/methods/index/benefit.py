"""Benefit of the doubt: every unit judged by the weights that favour it most.

Melyn and Moesen (1991), Cherchye et al. (2007); handbook pp. 33, 92–94. A right of reply to
any fixed weights: a unit that is low here is low under every weighting within the limits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from commonhall.methods.index.errors import IndexMethodError

LIMITS = ("shares", "weights")


@dataclass(frozen=True)
class Benefit:
    """`scores` (units,) in 0–1, 1 is unsurpassed; `weights` and `shares` (units × indicators):
    the weights chosen, and each indicator's share of the unit's own score."""

    scores: np.ndarray
    weights: np.ndarray
    shares: np.ndarray


def benefit_of_the_doubt(
    values: np.ndarray,
    lowest: float = 0.0,
    highest: float = 1.0,
    on: str = "shares",
) -> Benefit:
    """Solve one linear program a unit on `values` (units × indicators, at least zero).

    Weights maximise the unit's own score while nobody's exceeds 1. The limits bound each
    indicator's share of the unit's score (`on="shares"`, free of the indicators' units), or its
    share of the sum of weights (`on="weights"`, which needs a common scale; the handbook's
    Table 19 on min-max values with 0.10 to 0.15). A value of zero cannot take a share: a unit
    with zeros needs `lowest` zero. Raises `IndexMethodError` where no weights exist.
    """
    count = values.shape[1]
    if np.any(values < 0) or np.isnan(values).any():
        raise IndexMethodError("benefit of the doubt needs values of at least zero, without gaps")
    if on not in LIMITS:
        raise IndexMethodError(f"limits are on {' or '.join(LIMITS)}; found {on!r}")
    if not 0 <= lowest <= 1 / count + 1e-12 or not 1 / count - 1e-12 <= highest <= 1:
        raise IndexMethodError(
            f"limits must allow {1 / count:.3g} each: found {lowest:g} to {highest:g}"
        )
    if on == "shares" and lowest > 0 and np.any(values == 0):
        unit, column = (int(part) + 1 for part in np.argwhere(values == 0)[0])
        raise IndexMethodError(
            f"unit number {unit} has zero on indicator number {column}, which cannot take a "
            "share of its score: lower the least share to zero, or normalise above zero"
        )
    return _solve(values, lowest, highest, on)


def _solve(values: np.ndarray, lowest: float, highest: float, on: str) -> Benefit:
    from scipy.optimize import linprog

    units, count = values.shape
    # Columns scaled to a maximum of one, where the limits do not look at the scale.
    top = np.ones(count)
    if on == "shares":
        top = np.where(values.max(axis=0) > 0, values.max(axis=0), 1.0)
    scaled = values / top
    scores, weights = np.empty(units), np.empty((units, count))
    for unit in range(units):
        own = scaled[unit] if on == "shares" else np.ones(count)
        rows = [scaled]
        if highest < 1:
            rows.append(np.diag(own) - highest * own)
        if lowest > 0:
            rows.append(lowest * own - np.diag(own))
        limits = np.concatenate([np.ones(units), np.zeros(count * (len(rows) - 1))])
        solved = linprog(-scaled[unit], A_ub=np.vstack(rows), b_ub=limits, method="highs")
        if not solved.success:
            raise IndexMethodError(f"no weights for unit number {unit + 1}: {solved.message}")
        scores[unit], weights[unit] = -solved.fun, solved.x
    parts = weights * scaled
    total = parts.sum(axis=1, keepdims=True)
    return Benefit(scores, weights / top, parts / np.where(total > 0, total, 1.0))
