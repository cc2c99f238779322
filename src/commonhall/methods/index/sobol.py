"""Sobol indices: how much of an output's variance each input carries, alone and with others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

RESAMPLES = 100


@dataclass(frozen=True)
class SobolIndices:
    """`first` and `total` (inputs × outputs) with standard errors from resampled runs; zero
    where an output does not vary. First-order estimates may fall slightly below zero."""

    first: np.ndarray
    total: np.ndarray
    first_error: np.ndarray
    total_error: np.ndarray
    variance: np.ndarray
    evaluations: int


def sobol_indices(
    function: Callable[[np.ndarray], np.ndarray], inputs: int, runs: int, seed: int
) -> SobolIndices:
    """Estimate from runs × (inputs + 2) evaluations (Saltelli et al. 2010; total by Jansen 1999).

    `function` takes points (n × inputs) in the unit cube and gives outputs (n × outputs).
    """
    generator = np.random.default_rng(seed)
    points = generator.random((runs, 2 * inputs))
    a, b = points[:, :inputs], points[:, inputs:]
    at_a, at_b = function(a), function(b)
    both = np.concatenate([at_a, at_b])
    # Centring leaves the estimate the same on average and much less noisy.
    centre, variance = both.mean(axis=0), both.var(axis=0)
    first_terms, total_terms = [], []
    for number in range(inputs):
        mixed = a.copy()
        mixed[:, number] = b[:, number]
        at_mixed = function(mixed)
        first_terms.append((at_b - centre) * (at_mixed - at_a))
        total_terms.append((at_a - at_mixed) ** 2 / 2.0)
    first, total = np.stack(first_terms), np.stack(total_terms)
    picks = generator.integers(0, runs, (RESAMPLES, runs))
    weights = np.stack([np.bincount(pick, minlength=runs) for pick in picks]) / runs
    spread = _over(variance, np.einsum("ar,iro->aio", weights, first))
    total_spread = _over(variance, np.einsum("ar,iro->aio", weights, total))
    return SobolIndices(
        _over(variance, first.mean(axis=1)),
        _over(variance, total.mean(axis=1)),
        spread.std(axis=0),
        total_spread.std(axis=0),
        variance,
        runs * (inputs + 2),
    )


def _over(variance: np.ndarray, part: np.ndarray) -> np.ndarray:
    return np.asarray(np.where(variance > 0, part / np.where(variance > 0, variance, 1.0), 0.0))
