"""Composite indices beside scikit-criteria: weights and ranks on thousands of random tables.

Differences that are wanted: scikit-criteria ranks level units in the order of the rows or
densely; ours share the first of their places. So ranks are compared where no two are level.
"""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats

skcriteria = pytest.importorskip("skcriteria")
from skcriteria.agg.simple import WeightedProductModel, WeightedSumModel  # noqa: E402
from skcriteria.preprocessing import weighters  # noqa: E402

from commonhall.methods.index import (  # noqa: E402
    aggregate,
    critic,
    entropy,
    flat_tree,
    kurtosis,
    normalise,
    ranks,
    skewness,
)


def table(generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    shape = (int(generator.integers(4, 30)), int(generator.integers(2, 12)))
    return generator.integers(1, 1000, shape).astype(np.float64), generator.dirichlet(
        np.ones(shape[1])
    )


def test_entropy_and_critic_weights() -> None:
    generator = np.random.default_rng(1)
    for _ in range(3000):
        values, _ = table(generator)
        directions = generator.choice([1, -1], values.shape[1])
        np.testing.assert_allclose(entropy(values), weighters.entropy_weights(values), atol=1e-9)
        scaled = normalise(values, directions.astype(np.float64), "min-max", scale=(0, 1))
        np.testing.assert_allclose(
            critic(scaled), weighters.critic_weights(values, objectives=directions), atol=1e-9
        )


@pytest.mark.parametrize(("model", "power"), [(WeightedSumModel, 1.0), (WeightedProductModel, 0.0)])
def test_weighted_sums_and_products(model: type, power: float) -> None:
    """The product model gives the logarithm of our geometric mean: the same order."""
    generator = np.random.default_rng(2)
    compared = 0
    for _ in range(1500):
        values, weights = table(generator)
        theirs = model().evaluate(skcriteria.mkdm(values, [max] * values.shape[1], weights=weights))
        ours = aggregate(values, flat_tree(weights, power))[:, -1]
        if np.unique(np.round(ours, 9)).size < ours.size:
            continue
        compared += 1
        assert ranks(ours).tolist() == theirs.rank_.tolist()
    assert compared > 1000


def test_moments_are_scipys() -> None:
    generator = np.random.default_rng(3)
    for _ in range(2000):
        values = generator.lognormal(0, 2, int(generator.integers(5, 200)))
        assert skewness(values) == pytest.approx(scipy.stats.skew(values, bias=False))
        assert kurtosis(values) == pytest.approx(scipy.stats.kurtosis(values, bias=False))
