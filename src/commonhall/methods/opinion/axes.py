"""The two axes of an opinion map: principal components of mean-imputed votes, from sparse votes.

A missing vote is imputed with the mean of its statement. Centred, it is zero: so the statement ×
statement Gram matrix needs only the votes that were given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from commonhall.methods.opinion.votes import Floats, Votes

# Multiplications above which axes are found by repeated products instead of the Gram matrix.
GRAM_LIMIT = 30_000_000
# One sparse multiplication costs about as much as this many of a dense matrix product.
DENSE_ADVANTAGE = 40
SAMPLE = 10_000
BLOCK = 6
ROUNDS = 60
ACCURACY = 1e-7


@dataclass(frozen=True, eq=False)
class Axes:
    """Two directions in the space of statements.

    means: m, mean vote of each statement (0 when moderated or without votes).
    components: 2 × m, unit length; the entry of largest size is positive unless aligned to an
    earlier map.
    variances: 2, variance of the imputed votes along each; total: along all.
    features: number of statements with votes, moderated ones included (for the scale).
    """

    means: Floats
    components: Floats
    variances: Floats
    total: float
    features: int

    @property
    def explained(self) -> float:
        """Share of all variance that the two axes show."""
        return float(self.variances.sum() / self.total) if self.total > 0 else 0.0


def centred_table(votes: Votes) -> tuple[Floats, Floats]:
    """3 × m table of value − mean for disagree, pass, agree, and the means; moderated: all 0."""
    counts = votes.tally
    given = counts.sum(axis=0)
    means = np.where(votes.moderated, 0.0, (counts[2] - counts[0]) / np.maximum(given, 1))
    table = np.array([[-1.0], [0.0], [1.0]]) - means
    table[:, votes.moderated] = 0.0
    return table, means


def find_axes(votes: Votes) -> Axes:
    """Principal axes of the mean-imputed votes of all participants.

    Source: Small, Bjorkegren, Erkkilä, Shaw, Megill: Polis (2021), section on the opinion map.
    """
    table, means = centred_table(votes)
    data = table.ravel()[votes.kinds]
    people, statements = votes.shape
    total = float(data @ data) / max(people - 1, 1)
    features = int((votes.tally.sum(axis=0) > 0).sum())
    pairs = float((votes.votes_each.astype(np.float64) ** 2).sum())
    if people * statements**2 <= pairs * DENSE_ADVANTAGE or people * statements <= 100_000:
        values, vectors = leading(_dense_gram(votes, data))
    elif pairs <= GRAM_LIMIT:
        sparse = _sparse(votes, data)
        values, vectors = leading((sparse.T @ sparse).toarray())
    else:
        values, vectors = _iterated(votes, _sparse(votes, data))
    variances = np.maximum(values, 0.0) / max(people - 1, 1)
    return Axes(means, signed(vectors), variances, total, features)


def _dense_gram(votes: Votes, data: Floats) -> Floats:
    people, statements = votes.shape
    gram = np.zeros((statements, statements))
    step = max(1, 4_000_000 // max(statements, 1))
    for first in range(0, people, step):
        last = min(first + step, people)
        chosen = slice(votes.starts[first], votes.starts[last])
        block = np.zeros((last - first, statements))
        block[votes.rows[chosen] - first, votes.columns[chosen]] = data[chosen]
        gram += block.T @ block
    return gram


def _sparse(votes: Votes, data: Floats) -> Any:
    from scipy.sparse import csr_matrix

    return csr_matrix((data, votes.columns, votes.starts), shape=votes.shape)


def leading(gram: Floats) -> tuple[Floats, Floats]:
    """The two largest eigenvalues, largest first, and their vectors as 2 × m."""
    size = len(gram)
    if size <= 60:
        values, vectors = np.linalg.eigh(gram)
    else:
        from scipy.linalg import eigh

        values, vectors = eigh(gram, subset_by_index=[size - 2, size - 1])
    values, vectors = values[::-1][:2], vectors.T[::-1][:2]
    if size < 2:  # one statement: the second axis is empty
        values, vectors = np.append(values, 0.0), np.vstack([vectors, np.zeros((1, size))])
    return values, vectors


def _iterated(votes: Votes, sparse: Any) -> tuple[Floats, Floats]:
    """The same two by block iteration, started from the axes of a spread sample of people."""
    people, statements = votes.shape
    sample = sparse[:: max(1, people // SAMPLE)]
    _, vectors = np.linalg.eigh((sample.T @ sample).toarray())
    basis = np.ascontiguousarray(vectors[:, ::-1][:, : min(BLOCK, statements)])
    turned = sparse.T
    for _ in range(ROUNDS):
        image = turned @ (sparse @ basis)
        values, mix = np.linalg.eigh(basis.T @ image)
        mix = mix[:, ::-1]
        ritz, image = basis @ mix, image @ mix
        values = values[::-1]
        error = np.linalg.norm(image[:, :2] - ritz[:, :2] * values[:2], axis=0)
        if (error <= ACCURACY * values[0]).all():
            break
        basis, _ = np.linalg.qr(image)
    else:  # no clear gap between the axes: pay for the whole matrix
        return leading((turned @ sparse).toarray())
    return values[:2], ritz[:, :2].T


def signed(vectors: Floats) -> Floats:
    """Turn each axis so that its entry of largest size is positive."""
    largest = np.argmax(np.abs(vectors), axis=1)
    signs = np.where(vectors[np.arange(len(vectors)), largest] < 0, -1.0, 1.0)
    return vectors * signs[:, None]


def place_people(votes: Votes, axes: Axes) -> Floats:
    """n × 2: where each participant stands.

    The projection is stretched by sqrt(statements / statements seen), so that people with few
    votes do not crowd in the middle. A moderated statement counts as seen by all, as in Polis.
    """
    people = votes.shape[0]
    table = np.array([[-1.0], [0.0], [1.0]]) - axes.means
    table[:, votes.moderated] = 0.0
    weights = (table[None] * axes.components[:, None]).reshape(2, -1)
    points = np.empty((people, 2))
    step = 200_000
    for first in range(0, people, step):
        last = min(first + step, people)
        chosen = slice(votes.starts[first], votes.starts[last])
        kinds, rows = votes.kinds[chosen], votes.rows[chosen] - first
        for axis in (0, 1):
            points[first:last, axis] = np.bincount(rows, weights[axis][kinds], last - first)
    seen = votes.votes_each
    if votes.moderated.any():
        left_out = np.bincount(votes.rows[votes.moderated[votes.columns]], minlength=people)
        voted = votes.tally.sum(axis=0) > 0
        seen = seen - left_out + int((votes.moderated & voted).sum())
    return points * np.sqrt(axes.features / np.maximum(seen, 1))[:, None]


def place_statements(votes: Votes, axes: Axes) -> Floats:
    """m × 2: where a person would stand who agreed with this statement and said nothing else."""
    reach = np.where(votes.moderated, 0.0, 1.0 - axes.means) * np.sqrt(axes.features)
    placed: Floats = (axes.components * reach).T
    return placed
