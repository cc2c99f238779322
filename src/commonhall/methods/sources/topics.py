"""What recurrent texts are about: clusters of similar texts in any script, named by their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from commonhall.methods.sources.errors import SourceError
from commonhall.methods.sources.words import Table, Words, pieces_of, terms_of

DIMENSIONS = 100
DENSE = 1_500
CYCLES = 100
RESTARTS = 8


@dataclass(frozen=True)
class Topic:
    """One cluster: its texts (rows, the most typical first), the words that mark it out, and
    how alike its texts are (mean cosine to its centre, 0 to 1)."""

    texts: tuple[int, ...]
    words: tuple[str, ...]
    alike: float


@dataclass(frozen=True)
class Topics:
    """Topics from the largest; `of` gives each text's topic, -1 for a text without any piece
    that it shares with another."""

    topics: tuple[Topic, ...]
    of: np.ndarray


def topic_clusters(
    texts: Sequence[str],
    clusters: int | None = None,
    *,
    most: int = 20,
    seed: int = 0,
    shown: int = 6,
) -> Topics:
    """Group texts by what they share.

    Pieces of text (see `words.pieces`) weighed by tf–idf, reduced to at most 100 dimensions
    (latent semantic analysis), then spherical k-means (Dhillon and Modha 2001) from seeded
    starts. Without `clusters` the number up to `most` with the best mean silhouette is taken.
    Pieces in only one text or in more than half of many texts count nothing. The same texts
    and seed give the same topics.
    """
    if clusters is not None and clusters < 1:
        raise SourceError("at least one cluster is needed")
    taken = Words(texts)
    table = _weighed(taken.by(pieces_of), len(texts))
    full = np.flatnonzero(np.asarray((table.multiply(table)).sum(axis=1)).ravel() > 0)
    of = np.full(len(texts), -1, dtype=np.int64)
    if full.size == 0:
        return Topics((), of)
    points = _reduced(table[full])
    if clusters is None:
        labels = _best(points, most, seed)
    else:
        labels = _means(points, min(clusters, full.size), seed)
    return _named(points, labels, full, taken.of(full).by(terms_of), of, shown)


def _weighed(counts_of: Table, size: int) -> Any:
    """Texts × pieces (CSR) with unit rows: (1 + ln count)·ln(texts / texts with the piece)."""
    from scipy.sparse import csr_array

    rows, columns, counts, names = counts_of
    within = np.bincount(columns, minlength=len(names))
    # A few texts share most of their words; many that do say nothing by them.
    common = size / 2 if size >= 20 else size
    kept = (within >= 2) & (within <= common)
    chosen = kept[columns]
    rarity = np.log1p(size / np.maximum(within, 1))
    values = (1 + np.log(counts[chosen])) * rarity[columns[chosen]]
    length = np.sqrt(np.bincount(rows[chosen], weights=values**2, minlength=size))
    values = values / length[rows[chosen]]
    return csr_array((values, (rows[chosen], columns[chosen])), shape=(size, max(len(names), 1)))


def _reduced(table: Any) -> np.ndarray:
    """Unit rows in at most `DIMENSIONS`, the same on every run.

    Up to `DENSE` texts from the eigenvectors of their similarities; above, by a randomised
    range finder with power iterations (Halko et al. 2011) from a fixed start.
    """
    size, width = table.shape
    if size <= DENSE:
        roots, vectors = np.linalg.eigh((table @ table.T).toarray())
        roots, vectors = roots[::-1][:DIMENSIONS], vectors[:, ::-1][:, :DIMENSIONS]
        kept = roots > 1e-10 * max(float(roots[0]), 1e-300)
        points = vectors[:, kept] * np.sqrt(roots[kept])
    else:
        wide = min(DIMENSIONS + 10, width)
        # The range needs no more than single precision; what is projected on it is exact again.
        light = table.astype(np.float32)
        back = light.T.tocsr()
        start = np.random.default_rng(0).standard_normal((width, wide)).astype(np.float32)
        basis = light @ start
        for _ in range(4):
            basis = light @ (back @ _upright(basis))
        basis = np.linalg.qr(basis.astype(np.float64))[0]
        inner = table.T @ basis
        # Left vectors and values of a wide matrix from its small square: only the largest are kept.
        squares, left = np.linalg.eigh(inner.T @ inner)
        values = np.sqrt(np.maximum(squares, 0.0))
        points = basis @ (left * values)[:, ::-1][:, :DIMENSIONS]
    length = np.sqrt((points**2).sum(axis=1, keepdims=True))
    return np.asarray(points / np.where(length > 0, length, 1.0))


def _upright(basis: np.ndarray) -> np.ndarray:
    """Columns at right angles that span the same, by the small square of the columns."""
    roots, turned = np.linalg.eigh((basis.T @ basis).astype(np.float64))
    scale = np.sqrt(np.maximum(roots, 1e-10 * roots[-1]))
    return np.asarray(basis @ (turned / scale).astype(np.float32))


def _sums(points: np.ndarray, labels: np.ndarray, clusters: int) -> np.ndarray:
    """Clusters × dimensions."""
    from scipy.sparse import csr_array

    rows = np.arange(labels.size)
    chosen = csr_array((np.ones(labels.size), (labels, rows)), shape=(clusters, labels.size))
    return np.asarray(chosen @ points)


def _means(points: np.ndarray, clusters: int, seed: int) -> np.ndarray:
    """Spherical k-means, the best of a few seeded starts."""
    generator = np.random.default_rng(seed)
    best, labels = -np.inf, np.zeros(points.shape[0], dtype=np.int64)
    for _ in range(RESTARTS):
        centres = _start(points, clusters, generator)
        own = np.full(points.shape[0], -1)
        for _ in range(CYCLES):
            near = points @ centres.T
            renewed = near.argmax(axis=1)
            if np.array_equal(renewed, own):
                break
            own = renewed
            sums = _sums(points, own, centres.shape[0])
            length = np.sqrt((sums**2).sum(axis=1, keepdims=True))
            centres = np.where(length > 1e-12, sums / np.where(length > 0, length, 1.0), centres)
        gain = float((points @ centres.T).max(axis=1).sum())
        if gain > best + 1e-12:
            best, labels = gain, own
    return labels


def _start(points: np.ndarray, clusters: int, generator: np.random.Generator) -> np.ndarray:
    """k-means++ on the sphere: each next centre drawn by its distance to those before."""
    chosen = [int(generator.integers(points.shape[0]))]
    far = 1 - points @ points[chosen[0]]
    for _ in range(clusters - 1):
        chance = np.maximum(far, 0.0)
        total = float(chance.sum())
        if total <= 1e-12:
            break
        chosen.append(int(np.searchsorted(np.cumsum(chance), generator.random() * total)))
        far = np.minimum(far, 1 - points @ points[chosen[-1]])
    return points[chosen]


def _best(points: np.ndarray, most: int, seed: int) -> np.ndarray:
    """The number of clusters with the best simplified silhouette."""
    size = points.shape[0]
    best, labels = -np.inf, np.zeros(size, dtype=np.int64)
    for clusters in range(2, min(most, size - 1) + 1):
        own = _means(points, clusters, seed)
        score = _silhouette(points, own)
        if score > best + 1e-9:
            best, labels = score, own
    return labels


def _silhouette(points: np.ndarray, labels: np.ndarray) -> float:
    """Mean of (b - a) / max(a, b) with mean cosine distances, exactly, from sums of clusters.

    A text alone in its cluster counts zero.
    """
    clusters = int(labels.max()) + 1
    sums = _sums(points, labels, clusters)
    sizes = np.bincount(labels, minlength=clusters)
    near = points @ sums.T
    rows = np.arange(points.shape[0])
    own = sizes[labels]
    a = 1 - (near[rows, labels] - 1) / np.maximum(own - 1, 1)
    others = 1 - near / np.maximum(sizes, 1)
    others[:, sizes == 0] = np.inf
    others[rows, labels] = np.inf
    b = others.min(axis=1)
    bottom = np.maximum(np.maximum(a, b), 1e-12)
    value = np.where(
        (own > 1) & np.isfinite(b), (b - a) / np.where(np.isfinite(bottom), bottom, 1.0), 0.0
    )
    return float(np.where(np.isfinite(value), value, 0.0).mean())


def _named(
    points: np.ndarray,
    labels: np.ndarray,
    full: np.ndarray,
    counts_of: Table,
    of: np.ndarray,
    shown: int,
) -> Topics:
    """Words by how much more often a topic's texts use them than the rest (log odds with a
    prior, over its standard error; Monroe et al. 2008)."""
    rows, columns, _, vocabulary = counts_of
    found = []
    everywhere = np.bincount(columns, minlength=len(vocabulary)).astype(np.float64)
    for cluster in range(int(labels.max()) + 1):
        members = np.flatnonzero(labels == cluster)
        if members.size == 0:
            continue
        centre = points[members].mean(axis=0)
        length = float(np.sqrt(centre @ centre)) or 1.0
        near = points[members] @ centre / length
        order = members[np.lexsort((full[members], -np.round(near, 9)))]
        inside = np.bincount(columns[labels[rows] == cluster], minlength=len(vocabulary)).astype(
            np.float64
        )
        words = _marking(inside, everywhere, members.size, full.size, vocabulary, shown)
        found.append(Topic(tuple(int(full[row]) for row in order), words, float(near.mean())))
    found.sort(key=lambda topic: (-len(topic.texts), topic.texts))
    for number, topic in enumerate(found):
        of[list(topic.texts)] = number
    return Topics(tuple(found), of)


def _marking(
    inside: np.ndarray,
    everywhere: np.ndarray,
    texts: int,
    total: int,
    vocabulary: list[str],
    shown: int,
) -> tuple[str, ...]:
    a, b = inside + 0.5, everywhere - inside + 0.5
    odds = np.log(a / (texts - inside + 0.5)) - np.log(b / (total - texts - b + 1.0))
    # What a third of everybody writes ("the", "and") names nothing, however unevenly used.
    telling = (inside >= min(2, texts)) & (everywhere <= max(total / 3, texts))
    score = np.where(telling, odds / np.sqrt(1 / a + 1 / b), -np.inf)
    best = np.argsort(-score, kind="stable")[:shown]
    return tuple(vocabulary[int(at)] for at in best if np.isfinite(score[at]) and score[at] > 0)


def telling_words(inside: Sequence[str], outside: Sequence[str], shown: int = 6) -> tuple[str, ...]:
    """The words that some texts use more often than others do, the most telling first.

    Log odds with a prior over their standard error (Monroe et al. 2008), as topics are named. A word that a third of
    all texts use tells nothing, nor does one in a single text.
    """
    if not inside:
        return ()
    rows, columns, _, vocabulary = Words((*inside, *outside)).by(terms_of)
    size = len(vocabulary)
    everywhere = np.bincount(columns, minlength=size).astype(np.float64)
    here = np.bincount(columns[rows < len(inside)], minlength=size).astype(np.float64)
    total = len(inside) + len(outside)
    return _marking(here, everywhere, len(inside), total, vocabulary, shown)
