"""How much less a weighted or clustered sample knows than a simple one of its size."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from commonhall.methods.surveys.errors import SurveyError


def design_effect(weights: np.ndarray) -> float:
    """Kish's effect of unequal weights (1965): n·Σw² / (Σw)², 1 for equal ones.

    NaN for an empty sample. People who weigh nothing do not count.
    """
    w = _weights(weights)
    return float("nan") if w.size == 0 else float(w.size * (w @ w) / w.sum() ** 2)


def effective_size(weights: np.ndarray) -> float:
    """(Σw)² / Σw²: the simple sample that knows as much; 0 for an empty one."""
    w = _weights(weights)
    return 0.0 if w.size == 0 else float(w.sum() ** 2 / (w @ w))


def cluster_effect(values: np.ndarray, clusters: Sequence[str] | np.ndarray) -> float:
    """1 + (m - 1)·ρ for a sample drawn in clusters (streets, schools), at least 1.

    ρ is the analysis-of-variance intraclass correlation, m the size of cluster that counts
    with unequal sizes (Kish 1965). NaN with fewer than two clusters or nobody beside another.
    """
    x = np.asarray(values, dtype=np.float64)
    _, of, sizes = np.unique(np.asarray(clusters), return_inverse=True, return_counts=True)
    if x.size != of.size:
        raise SurveyError(f"{x.size} values but {of.size} clusters")
    groups = sizes.size
    if groups < 2 or x.size == groups:
        return float("nan")
    means = np.bincount(of, weights=x) / sizes
    between = float((sizes * (means - x.mean()) ** 2).sum()) / (groups - 1)
    within = float(((x - means[of]) ** 2).sum()) / (x.size - groups)
    usual = (x.size - float((sizes**2).sum()) / x.size) / (groups - 1)
    spread = between + (usual - 1) * within
    correlation = (between - within) / spread if spread > 0 else 0.0
    reach = float((sizes**2).sum()) / x.size
    return max(1.0, 1.0 + (reach - 1.0) * correlation)


def _weights(weights: np.ndarray) -> np.ndarray:
    w = np.asarray(weights, dtype=np.float64).ravel()
    if np.any(w < 0) or not np.all(np.isfinite(w)):
        raise SurveyError("weights must be finite and at least zero")
    return w[w > 0]
