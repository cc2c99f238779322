"""Common sources beside scikit-learn and scipy.

The silhouette differs from scikit-learn's in nothing; the clusters may, because both are local
optima of k-means from different starts, so only the value they reach is compared: on planted
topics ours is never worse than scikit-learn's by more than a hundredth.
"""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats

pytest.importorskip("sklearn")
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score

from commonhall.methods.sources import recurrence_after_fix
from commonhall.methods.sources.topics import _means, _silhouette


def sphere(generator: np.random.Generator, size: int, kinds: int) -> np.ndarray:
    centres = generator.normal(size=(kinds, 8)) * 2
    points = centres[generator.integers(0, kinds, size)] + generator.normal(size=(size, 8))
    return np.asarray(points / np.linalg.norm(points, axis=1, keepdims=True))


def test_silhouettes() -> None:
    generator = np.random.default_rng(1)
    for _ in range(1500):
        points = sphere(generator, int(generator.integers(6, 60)), 3)
        labels = generator.integers(0, int(generator.integers(2, 6)), points.shape[0])
        labels = np.unique(labels, return_inverse=True)[1]
        if labels.max() == 0 or labels.max() + 1 >= points.shape[0]:
            continue
        theirs = silhouette_score(points, labels, metric="cosine")
        assert _silhouette(points, labels) == pytest.approx(theirs, abs=1e-9)


def test_spherical_means_are_as_good() -> None:
    generator = np.random.default_rng(2)
    for number in range(60):
        points = sphere(generator, 120, 5)

        def gain(labels: np.ndarray, points: np.ndarray = points) -> float:
            """Sum over clusters of the length of their sum: what spherical k-means raises."""
            return sum(
                float(np.linalg.norm(points[labels == label].sum(axis=0)))
                for label in np.unique(labels)
            )

        theirs = KMeans(5, n_init=8, random_state=number).fit_predict(points)
        assert gain(_means(points, 5, number)) >= gain(theirs) * 0.99


def test_rates_before_and_after_are_exact() -> None:
    generator = np.random.default_rng(3)
    for _ in range(1000):
        times = np.sort(generator.integers(1, 400, int(generator.integers(1, 25)))).astype(float)
        found = recurrence_after_fix(
            ["a"] * times.size, times, ["a"], np.array([200.0]), horizon=150, start=0, end=400
        )
        after = int(((times > 200) & (times <= 350)).sum())
        before = int(((times > 50) & (times <= 200)).sum())
        if after + before == 0:
            continue
        exact = scipy.stats.binomtest(after, after + before, 0.5)
        assert found.p_value == pytest.approx(exact.pvalue)
        low = exact.proportion_ci(method="exact").low
        assert found.ratio_low == pytest.approx(low / (1 - low))
