"""Common sources: scans against plain code and chance, fixes, warnings at their stated rate."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from commonhall.methods.sources import (
    SourceError,
    circles,
    early_warning,
    recurrence_after_fix,
    space_time_scan,
)

FEW = settings(max_examples=30, deadline=None)


def plain_ratio(observed: float, expected: float, total: float) -> float:
    """Kulldorff's log likelihood ratio, written out."""
    if observed <= expected:
        return 0.0
    rest = total - observed
    value = observed * math.log(observed / expected)
    return value + (rest * math.log(rest / (total - expected)) if rest else 0.0)


@FEW
@given(
    arrays(np.int64, (4, 4), elements=st.integers(0, 6)).filter(lambda own: own.sum() > 3),
    st.booleans(),
)
def test_the_strongest_cluster_is_the_strongest_of_all(counts: np.ndarray, known: bool) -> None:
    """Every circle and every window, one by one."""
    spots = np.array([[0.0, 0.0], [1.0, 0.0], [2.5, 0.0], [2.5, 1.2]])
    expected = np.arange(1.0, 17).reshape(4, 4) if known else None
    total = counts.sum()
    mean = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / total
    if expected is not None:
        mean = expected * total / expected.sum()
    try:
        zones = circles(spots, mean.sum(axis=1))
    except SourceError:
        return
    best = max(
        plain_ratio(counts[zone, start : end + 1].sum(), mean[zone, start : end + 1].sum(), total)
        for zone in zones.members
        for end in range(4)
        for start in range(max(0, end - 1), end + 1)
    )
    found = space_time_scan(counts, spots, expected=expected, replicates=19)
    if best <= 1e-9:
        assert not found.clusters or found.clusters[0].likelihood <= 1e-9
    else:
        assert found.clusters[0].likelihood == pytest.approx(best, abs=1e-9)


def test_circles_hold_neighbours_and_at_most_half() -> None:
    spots = np.array([[0.0, 0], [1, 0], [2, 0], [10, 0]])
    found = circles(spots, np.ones(4))
    assert set(found.rows) == {(0,), (1,), (2,), (3,), (0, 1), (2, 1), (3, 2)}
    # 0 and 2 are equally far from 1 and enter together: three places, more than half.
    assert all(row.sum() <= 2 for row in found.members)
    near = circles(spots, np.ones(4), radius=1.5)
    assert (3, 2) not in near.rows
    with pytest.raises(SourceError, match="larger than that"):
        circles(spots[:1], np.ones(1))


def planted(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, set[int]]:
    generator = np.random.default_rng(seed)
    spots = generator.random((30, 2))
    usual = generator.integers(1, 5, 30)[:, None] * np.ones((1, 20))
    counts = generator.poisson(usual)
    near = np.argsort(((spots - spots[3]) ** 2).sum(axis=1))[:4]
    counts[near, 12:15] += generator.poisson(6, (4, 3))
    return counts, spots, usual, {int(row) for row in near}


def test_a_planted_cluster_is_found_either_way() -> None:
    counts, spots, usual, near = planted(1)
    for expected in (usual, None):
        found = space_time_scan(counts, spots, expected=expected, replicates=99, seed=5)
        first = found.clusters[0]
        assert set(first.places) == near
        assert (first.start, first.end) == (12, 14)
        assert first.p_value == 0.01
        assert first.risk > 1.5
        again = space_time_scan(counts, spots, expected=expected, replicates=99, seed=5)
        np.testing.assert_array_equal(found.strongest, again.strongest)
    now = space_time_scan(counts[:, :15], spots, replicates=99, current=True)
    assert now.clusters[0].end == 14
    later = space_time_scan(counts, spots, replicates=99, current=True)
    assert later.clusters[0].end == 19


def test_a_busy_week_and_a_busy_place_are_no_cluster_of_the_permutation() -> None:
    generator = np.random.default_rng(2)
    spots = generator.random((12, 2))
    usual = np.ones((12, 10)) * 3
    usual[:, 4] *= 6
    usual[5] *= 8
    counts = generator.poisson(usual)
    assert space_time_scan(counts, spots, replicates=199).clusters[0].p_value > 0.05
    flat = space_time_scan(counts, spots, expected=np.ones((12, 10)), replicates=99)
    assert flat.clusters[0].p_value == 0.01


def test_scan_p_values_are_even_without_any_cluster() -> None:
    generator = np.random.default_rng(3)
    spots = generator.random((8, 2))
    below = [0, 0]
    for number in range(120):
        counts = generator.poisson(2.0, (8, 6))
        for way, expected in enumerate((np.ones((8, 6)), None)):
            found = space_time_scan(counts, spots, expected=expected, replicates=39, seed=number)
            below[way] += not found.clusters or found.clusters[0].p_value <= 0.2
    for count in below:
        assert scipy.stats.binomtest(int(count), 120, 0.2).pvalue > 0.01


def test_scan_says_what_is_wrong() -> None:
    spots = np.array([[0.0, 0], [1, 1]])
    for counts, expected, message in (
        (np.array([[0, 0], [0, 0]]), None, "no cases"),
        (np.array([[0.5, 1], [1, 1]]), None, "whole numbers"),
        (np.array([[1, 1], [1, 1]]), np.array([[0.0, 1], [1, 1]]), "above it where there are"),
        (np.array([[1, 1], [1, 1]]), np.ones((2, 3)), "expected is"),
    ):
        with pytest.raises(SourceError, match=message):
            space_time_scan(counts, spots, expected=expected)


def test_whether_fixes_held() -> None:
    """Lamp: four cases before, one 5 days after. Pump: two before, none in the 6 days watched."""
    found = recurrence_after_fix(
        ["lamp", "lamp", "lamp", "lamp", "lamp", "pump", "pump", "road"],
        np.array([1.0, 2, 3, 10, 15, 20, 24, 5]),
        ["lamp", "pump"],
        np.array([10.0, 24.0]),
        horizon=10,
        start=0,
        end=30,
    )
    lamp, pump = found.fixes
    assert (lamp.before, lamp.after, lamp.delay, lamp.watched) == (4, 1, 5, 10)
    assert (pump.before, pump.after, pump.delay, pump.watched) == (2, 0, None, 6)
    assert found.held == 0.5
    assert found.times.tolist() == [0, 5]
    assert 0 < found.held_low < 0.5 < found.held_high < 1
    # 1 case in 16 days after against 6 in 20 before.
    assert found.rate_ratio == pytest.approx((1 / 16) / (6 / 20))
    exact = scipy.stats.binomtest(1, 7, 16 / 36)
    assert found.p_value == pytest.approx(exact.pvalue)
    bounds = exact.proportion_ci(method="exact")
    for ours, theirs in ((found.ratio_low, bounds.low), (found.ratio_high, bounds.high)):
        assert ours == pytest.approx(theirs / (1 - theirs) * 20 / 16)


def test_what_was_reported_at_once_and_fixed_again() -> None:
    """Within the lag counts for neither side; the next fix of a place ends the watching."""
    found = recurrence_after_fix(
        ["a", "a", "a"],
        np.array([9.0, 10.5, 14.0]),
        ["a", "a"],
        np.array([10.0, 15.0]),
        horizon=20,
        start=0,
        end=40,
        lag=1,
    )
    first, second = found.fixes
    assert (first.before, first.after, first.delay, first.watched) == (1, 1, 4, 5)
    assert (second.before, second.after, second.delay) == (1, 0, None)
    clean = recurrence_after_fix(
        [], np.array([]), ["a"] * 3, np.array([1.0, 2, 3]), horizon=5, start=0, end=9
    )
    assert (clean.held, clean.held_high) == (1.0, 1.0)
    assert clean.held_low == pytest.approx(0.025 ** (1 / 3))
    assert math.isnan(clean.rate_ratio)
    with pytest.raises(SourceError, match="no fixes"):
        recurrence_after_fix([], np.array([]), [], np.array([]), horizon=5, start=0, end=9)


@pytest.mark.slow
@pytest.mark.parametrize("spread", [1.0, 2.5])
def test_false_alarms_come_at_the_stated_rate(spread: float) -> None:
    """Seasonal counts with nothing unusual: at most about the stated share of alarms."""
    generator = np.random.default_rng(4)
    season = 8 + 5 * np.sin(2 * np.pi * np.arange(52 * 6) / 52)
    mean = np.tile(season, (200, 1))
    if spread > 1:
        counts = generator.negative_binomial(mean / (spread - 1), 1 / spread)
    else:
        counts = generator.poisson(mean)
    for rate in (0.01, 0.05):
        found = early_warning(counts, rate=rate, weeks=np.arange(120, 312, 8))
        share = float((found.p_values <= rate).mean())
        assert 0.3 * rate < share < 1.6 * rate
        assert (found.alarms <= (found.p_values <= rate)).all()
    np.testing.assert_allclose(found.expected.mean(axis=0), season[found.weeks], rtol=0.12)


def test_an_outbreak_is_seen_and_a_past_one_forgotten() -> None:
    generator = np.random.default_rng(5)
    counts = generator.poisson(6.0, (3, 52 * 5)).astype(np.float64)
    counts[0, 52 * 4 + 20] = 40
    counts[1, 52 * 2 + 20 : 52 * 2 + 23] = 60
    week = np.array([52 * 4 + 20])
    found = early_warning(counts, weeks=week)
    assert found.alarms[:, 0].tolist() == [True, False, False]
    assert found.bounds[0, 0] < 40
    assert abs(found.expected[1, 0] - 6) < 2
    counts[2, week] = np.nan
    assert np.isnan(early_warning(counts, weeks=week).p_values[2, 0])
    quiet = early_warning(np.zeros((1, 200)))
    assert not quiet.alarms.any()
    assert quiet.expected.min() > 0
    with pytest.raises(SourceError, match="fewer than"):
        early_warning(counts[:, :60])
    with pytest.raises(SourceError, match="five earlier weeks"):
        early_warning(counts, weeks=np.array([3]))
