"""Reliability and correlations: by hand, by their definitions, and at their edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhall.methods.index import IndexMethodError, correlation, correlations, reliability


def _draws(seed: int, rows: int = 30, columns: int = 4) -> np.ndarray:
    numbers = np.random.default_rng(seed)
    return np.asarray(numbers.normal(size=(rows, columns)) + numbers.normal(size=(rows, 1)))


@given(st.integers(0, 10_000))
def test_alpha_is_what_the_variances_say(seed: int) -> None:
    """k / (k - 1) · (1 - Σ variances / variance of the sum), of standardised values (Cronbach 1951)."""
    values = _draws(seed)
    scaled = (values - values.mean(axis=0)) / values.std(axis=0, ddof=1)
    count = values.shape[1]
    plain = count / (count - 1) * (1 - count / scaled.sum(axis=1).var(ddof=1))
    found = reliability(values)
    assert found.alpha == pytest.approx(plain)
    assert found.without[2] == pytest.approx(reliability(np.delete(values, 2, axis=1)).alpha)
    rest = np.delete(scaled, 1, axis=1).sum(axis=1)
    assert found.with_rest[1] == pytest.approx(np.corrcoef(scaled[:, 1], rest)[0, 1])


def test_scales_and_shifts_change_nothing() -> None:
    values = _draws(7)
    assert reliability(values * [3, 0.1, 9, 2] + 40).alpha == pytest.approx(
        reliability(values).alpha
    )


def test_what_cannot_be_said_is_refused() -> None:
    for wrong in (_draws(1)[:2], _draws(1)[:, :2]):
        with pytest.raises(IndexMethodError, match="at least 3"):
            reliability(wrong)
    gap = _draws(1)
    gap[0, 0] = np.nan
    with pytest.raises(IndexMethodError, match="without gaps"):
        reliability(gap)
    with pytest.raises(IndexMethodError, match="at least 4"):
        correlation(np.array([1.0, 2, np.nan, 4]), np.array([1.0, 2, 3, 4]))


def test_the_interval_of_a_correlation_holds_as_often_as_it_says() -> None:
    """2,000 samples of 12 from a normal distribution with r = 0.5: 95 of 100 intervals hold it."""
    numbers, held = np.random.default_rng(3), 0
    for _ in range(2_000):
        one = numbers.normal(size=12)
        other = 0.5 * one + np.sqrt(0.75) * numbers.normal(size=12)
        found = correlation(one, other)
        held += found.low <= 0.5 <= found.high
    assert 0.935 <= held / 2_000 <= 0.965


def test_a_correlation_over_what_both_have() -> None:
    one = np.array([1.0, 2, 3, 4, np.nan, 6])
    other = np.array([2.0, 1, 4, 3, 9, np.nan])
    found = correlation(one, other)
    assert found.count == 4
    assert found.r == pytest.approx(correlations(np.column_stack([one[:4], other[:4]]))[0, 1])
    assert not found.sure and found.low < found.r < found.high
    straight = correlation(np.arange(5.0), -np.arange(5.0))
    assert (straight.r, straight.low, straight.high, straight.sure) == (-1, -1, -1, True)
