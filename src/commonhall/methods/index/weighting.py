"""Step 6a, weights: equal, by residents, by experts, by statistics (handbook pp. 31–33, 89–101).

Every function gives weights that are at least zero and add up to 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from commonhall.methods.index.errors import IndexMethodError

# Saaty's mean consistency index of random reciprocal matrices of size 1 to 15.
RANDOM_INDEX = (
    0.0,
    0.0,
    0.58,
    0.90,
    1.12,
    1.24,
    1.32,
    1.41,
    1.45,
    1.49,
    1.51,
    1.48,
    1.56,
    1.57,
    1.59,
)
CONSISTENT = 0.1


def equal(count: int) -> np.ndarray:
    """1 / count each."""
    return np.full(count, 1.0 / count)


def budget_votes(points: np.ndarray) -> np.ndarray:
    """Residents' budgets (residents × indicators): each shared out points as they liked.

    Every resident counts the same whatever the total; rows without points do not count.
    """
    if np.any(points < 0) or not np.all(np.isfinite(points)):
        raise IndexMethodError("budget votes need points of at least zero")
    totals = points.sum(axis=1)
    if not np.any(totals > 0):
        raise IndexMethodError("no resident gave any points")
    return np.asarray((points[totals > 0] / totals[totals > 0, None]).mean(axis=0))


def pairwise_votes(wins: np.ndarray, prior: float = 0.0) -> np.ndarray:
    """Residents' pairwise votes by Bradley and Terry (1952), fitted by Hunter's MM (2004).

    `wins[i, j]` counts the votes for i over j. The fit exists only where every indicator is
    linked to every other by a chain of wins; `prior` votes each way in every pair (0.5, say)
    make it exist always.
    """
    counts = np.asarray(wins, dtype=np.float64) + prior
    np.fill_diagonal(counts, 0.0)
    size = counts.shape[0]
    reach = (counts > 0) | np.eye(size, dtype=bool)
    for _ in range(max(size.bit_length(), 1)):
        reach = (reach.astype(np.float64) @ reach) > 0
    if not reach.all():
        raise IndexMethodError(
            "some indicators never won against the others, or never met them: "
            "give a prior (0.5) or collect more votes"
        )
    pairs, won = counts + counts.T, counts.sum(axis=1)
    weights = equal(size)
    for _ in range(10_000):
        shared = pairs / (weights[:, None] + weights[None, :])
        renewed = won / shared.sum(axis=1)
        renewed /= renewed.sum()
        if np.abs(renewed - weights).max() < 1e-13:
            return np.asarray(renewed)
        weights = renewed
    return np.asarray(weights)


@dataclass(frozen=True)
class Hierarchy:
    """Weights of an AHP matrix; `ratio` at most 0.1 is held consistent (Saaty 1980)."""

    weights: np.ndarray
    largest_eigenvalue: float
    index: float
    ratio: float

    @property
    def consistent(self) -> bool:
        """Whether the comparisons contradict one another little enough to be used."""
        return self.ratio <= CONSISTENT


def analytic_hierarchy(matrix: np.ndarray, tolerance: float = 1e-3) -> Hierarchy:
    """AHP: the principal eigenvector of a reciprocal comparison matrix (n × n, n ≤ 15).

    `matrix[i, j]` says how many times as important i is as j. Raises `IndexMethodError` naming
    the pair when it is not reciprocal.
    """
    size = matrix.shape[0]
    if matrix.shape != (size, size) or size > len(RANDOM_INDEX) or np.any(matrix <= 0):
        raise IndexMethodError("AHP needs a square matrix of at most 15 rows, all above zero")
    off = np.argwhere(np.abs(matrix * matrix.T - 1) > tolerance * 10)
    if off.size:
        row, column = (int(part) + 1 for part in off[0])
        raise IndexMethodError(
            f"row {row}, column {column} is not the inverse of row {column}, column {row}"
        )
    weights = equal(size)
    for _ in range(1_000):
        renewed = matrix @ weights
        renewed /= renewed.sum()
        done = np.abs(renewed - weights).max() < 1e-15
        weights = renewed
        if done:
            break
    largest = float(np.mean(matrix @ weights / weights))
    index = (largest - size) / (size - 1) if size > 1 else 0.0
    usual = RANDOM_INDEX[size - 1]
    return Hierarchy(weights, largest, index, index / usual if usual else 0.0)


def entropy(normalised: np.ndarray) -> np.ndarray:
    """Shannon entropy (Zeleny 1982): indicators that tell units apart more weigh more.

    Needs values of at least zero (units × indicators), such as min-max.
    """
    if np.any(normalised < 0):
        raise IndexMethodError("entropy weights need values of at least zero, such as min-max")
    totals = normalised.sum(axis=0)
    share = normalised / np.where(totals > 0, totals, 1.0)
    logs = np.log(np.where(share > 0, share, 1.0))
    kept = 1.0 + (share * logs).sum(axis=0) / np.log(normalised.shape[0])
    return _shares(np.where(totals > 0, np.maximum(kept, 0.0), 0.0))


def critic(normalised: np.ndarray) -> np.ndarray:
    """CRITIC (Diakoulaki et al. 1995): spread times disagreement with the other indicators."""
    return _shares(normalised.std(axis=0, ddof=1) * (1.0 - correlations(normalised)).sum(axis=0))


def correlations(values: np.ndarray) -> np.ndarray:
    """Pearson correlations (indicators × indicators); zero with a column that does not vary."""
    centred = values - values.mean(axis=0)
    length = np.sqrt((centred**2).sum(axis=0))
    scaled = centred / np.where(length > 0, length, 1.0)
    matrix = np.asarray(scaled.T @ scaled)
    np.fill_diagonal(matrix, 1.0)
    return matrix


@dataclass(frozen=True)
class Components:
    """Principal components of the correlation matrix and what weights follow.

    `loadings` (indicators × kept) are rotated by varimax; `explained` the variance of each.
    """

    eigenvalues: np.ndarray
    loadings: np.ndarray
    explained: np.ndarray
    weights: np.ndarray


def principal_components(values: np.ndarray, kept: int | None = None) -> Components:
    """Weights from principal components as in Nicoletti et al. (2000), handbook pp. 89–91.

    Kept are the components with an eigenvalue of at least 1, or, with fewer than 60 % of the
    variance, as many as reach it (`kept` overrides). Each indicator's weight is its largest
    squared rotated loading, divided by that factor's variance and multiplied by the factor's
    share of the explained variance.
    """
    matrix = correlations(values)
    roots, vectors = np.linalg.eigh(matrix)
    order = np.argsort(roots)[::-1]
    roots, vectors = np.maximum(roots[order], 0.0), vectors[:, order]
    if kept is None:
        reach = int(np.searchsorted(np.cumsum(roots) / roots.sum(), 0.6) + 1)
        kept = max(int((roots >= 1.0).sum()), reach)
    loadings = varimax(vectors[:, :kept] * np.sqrt(roots[:kept]))
    squares = loadings**2
    explained = squares.sum(axis=0)
    main = squares.argmax(axis=1)
    own = squares[np.arange(squares.shape[0]), main]
    weights = own / explained[main] * (explained[main] / explained.sum())
    return Components(roots, loadings, explained, _shares(weights))


def factor_analysis(values: np.ndarray, kept: int, cycles: int = 1_000) -> Components:
    """The same weights from principal-axis factors: communalities instead of ones on the
    diagonal, found by iteration from the squared multiple correlations."""
    matrix = correlations(values)
    shared = 1.0 - 1.0 / np.maximum(np.diag(np.linalg.pinv(matrix, hermitian=True)), 1.0)
    loadings = np.empty((matrix.shape[0], kept))
    for _ in range(cycles):
        reduced = matrix.copy()
        np.fill_diagonal(reduced, shared)
        roots, vectors = np.linalg.eigh(reduced)
        loadings = vectors[:, ::-1][:, :kept] * np.sqrt(np.maximum(roots[::-1][:kept], 0.0))
        renewed = np.minimum((loadings**2).sum(axis=1), 1.0)
        done = np.abs(renewed - shared).max() < 1e-10
        shared = renewed
        if done:
            break
    loadings = varimax(loadings)
    squares = loadings**2
    explained = squares.sum(axis=0)
    own = squares.max(axis=1)
    return Components(np.linalg.eigvalsh(matrix)[::-1], loadings, explained, _shares(own))


def varimax(loadings: np.ndarray, cycles: int = 1_000, tolerance: float = 1e-10) -> np.ndarray:
    """Kaiser's rotation (1958) with Kaiser's row normalisation; signs make each sum positive."""
    length = np.sqrt((loadings**2).sum(axis=1, keepdims=True))
    length = np.where(length > 0, length, 1.0)
    plain = loadings / length
    rows, columns = plain.shape
    rotation, before = np.eye(columns), 0.0
    for _ in range(cycles):
        turned = plain @ rotation
        squares = turned * turned
        target = turned * (squares - squares.sum(axis=0) / rows)
        left, weights, right = np.linalg.svd(plain.T @ target)
        rotation = left @ right
        if weights.sum() <= before * (1 + tolerance):
            break
        before = float(weights.sum())
    turned = plain @ rotation * length
    return np.asarray(turned * np.where(turned.sum(axis=0) < 0, -1.0, 1.0))


def _shares(raw: np.ndarray) -> np.ndarray:
    total = raw.sum()
    return equal(raw.size) if total <= 0 else np.asarray(raw / total)
