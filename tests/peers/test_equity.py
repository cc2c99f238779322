"""Equity beside scikit-criteria's Gini coefficients, on thousands of random tables."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("skcriteria")
from skcriteria.preprocessing import weighters

from commonhall.methods.equity import gini


def test_gini_of_columns() -> None:
    """The peer publishes its coefficients divided by their sum, so the ratios are compared."""
    generator = np.random.default_rng(1)
    for _ in range(5000):
        shape = (int(generator.integers(2, 60)), int(generator.integers(2, 8)))
        values = generator.pareto(1.5, shape)
        values[generator.random(shape) < 0.2] = 0.0
        values[0] += 1e-3
        ours = np.array([gini(column) for column in values.T])
        np.testing.assert_allclose(ours / ours.sum(), weighters.gini_weights(values), atol=1e-9)
