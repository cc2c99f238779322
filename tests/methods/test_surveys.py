"""Surveys: published intervals, weights that meet their margins, coverage by simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.optimize
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhall.methods.surveys import (
    SurveyError,
    cluster_effect,
    design_effect,
    difference,
    effective_size,
    mean,
    nonresponse_weights,
    proportion,
    proportion_of,
    rake,
    small_areas,
)

FEW = settings(max_examples=60, deadline=None)
people = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz")), min_size=8, max_size=40)


def full(sample: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The sample with one of every kind, so that each target can be met."""
    return sample + [(sex, age) for sex in "ab" for age in "xyz"]


@FEW
@given(people, st.floats(0.2, 0.8), st.floats(0.1, 0.4), st.floats(0.1, 0.4))
def test_raking_meets_every_margin_and_keeps_the_pattern(
    sample: list[tuple[str, str]], first: float, x: float, y: float
) -> None:
    sample = full(sample)
    answers = {"sex": [sex for sex, _ in sample], "age": [age for _, age in sample]}
    targets = {
        "sex": {"a": 1000 * first, "b": 1000 * (1 - first)},
        "age": {"x": 1000 * x, "y": 1000 * y, "z": 1000 * (1 - x - y)},
    }
    found = rake(answers, targets)
    assert found.converged
    for name, goal in targets.items():
        for category, total in goal.items():
            chosen = np.array([own == category for own in answers[name]])
            assert found.weights[chosen].sum() == pytest.approx(total, rel=1e-7)
    # A product of one factor a margin: the closest weights to those before (Ireland, Kullback).
    weight = {kind: found.weights[at] for at, kind in enumerate(sample)}
    for one, other in (("x", "y"), ("y", "z")):
        ratio = weight["a", one] * weight["b", other] / (weight["a", other] * weight["b", one])
        assert ratio == pytest.approx(1.0, rel=1e-5)
    assert found.effect == pytest.approx(design_effect(found.weights))


def test_raking_within_limits() -> None:
    answers = {"age": ["old"] * 9 + ["young"]}
    targets = {"age": {"old": 50.0, "young": 50.0}}
    free = rake(answers, targets)
    assert free.weights[-1] == pytest.approx(50)
    held = rake(answers, targets, limits=(0.3, 3.0))
    assert held.weights.max() <= 30 + 1e-9
    assert not held.converged
    assert held.worst == ("age", "young")
    assert held.error == pytest.approx(0.4)
    assert held.trimmed == 1
    roomy = rake(answers, targets, limits=(0.3, 6.0))
    assert roomy.converged
    assert roomy.trimmed == 0


def test_raking_within_limits_moves_the_rest() -> None:
    """Where limits bind but leave room, both they and the margins are met."""
    generator = np.random.default_rng(1)
    sex, age = (
        generator.choice(["a", "b"], 300),
        generator.choice(["x", "y", "z"], 300, p=[0.7, 0.2, 0.1]),
    )
    base = generator.uniform(0.5, 2, 300)
    targets = {"sex": {"a": 520.0, "b": 480.0}, "age": {"x": 400.0, "y": 350.0, "z": 250.0}}
    free = rake({"sex": sex, "age": age}, targets, base)
    ratio = free.weights / (base * 1000 / base.sum())
    held = rake({"sex": sex, "age": age}, targets, base, limits=(0.3, ratio.max() * 0.97))
    assert held.converged or held.error < 0.05
    assert (held.weights / (base * 1000 / base.sum())).max() <= ratio.max() * 0.97 + 1e-9


def test_raking_says_what_does_not_fit() -> None:
    answers = {"sex": ["a", "b"], "age": ["x", "x"]}
    for targets, message in (
        ({"sex": {"a": 1.0}}, "'b' was answered but has no target"),
        ({"sex": {"a": 1.0, "b": 0.0}}, "its target is zero"),
        ({"sex": {"a": 1.0, "b": 1.0, "c": 1.0}}, "nobody in the sample is 'c'"),
        ({"sex": {"a": 1.0, "b": 1.0}, "age": {"x": 3.0}}, "add up to 3, others to 2"),
        ({"town": {"a": 1.0}}, "nobody was asked about town"),
        ({}, "at least one margin"),
    ):
        with pytest.raises(SurveyError, match=message):
            rake(answers, targets)
    with pytest.raises(SurveyError, match="base weights"):
        rake(answers, {"age": {"x": 2.0}}, np.array([1.0, 0.0]))


def test_those_who_answered_stand_for_their_class() -> None:
    found = nonresponse_weights(
        np.array([True, False, True, True]), ["a", "a", "b", "b"], np.array([2.0, 2, 1, 1])
    )
    assert found.weights.tolist() == [4, 0, 1, 1]
    assert found.rates == {"a": 0.5, "b": 1.0}
    assert found.rate == pytest.approx(4 / 6)
    with pytest.raises(SurveyError, match="nobody in class 'a'"):
        nonresponse_weights(np.array([False, True]), ["a", "b"])


@FEW
@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=30))
def test_effects_of_unequal_weights(weights: list[float]) -> None:
    w = np.array(weights)
    assert design_effect(w) >= 1 - 1e-12
    assert design_effect(w) * effective_size(w) == pytest.approx(w.size)
    assert design_effect(w) == pytest.approx(1 + np.var(w) / np.mean(w) ** 2)


def test_effects_at_the_ends() -> None:
    assert effective_size(np.array([])) == 0
    assert math.isnan(design_effect(np.array([])))
    assert design_effect(np.array([1.0, 0.0, 1.0])) == 1.0
    assert cluster_effect(np.repeat([1.0, 5.0, 9.0], 4), np.repeat(["a", "b", "c"], 4)) == 4.0
    noise = np.random.default_rng(2).normal(size=2000)
    assert cluster_effect(noise, np.repeat(np.arange(200), 10)) < 1.25
    assert math.isnan(cluster_effect(np.array([1.0, 2.0]), ["a", "a"]))


@pytest.mark.parametrize(
    ("yes", "asked", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_published_wilson_intervals(yes: int, asked: int, low: float, high: float) -> None:
    """Newcombe (1998), Table I, method 3."""
    found = proportion_of(yes, asked)
    assert (found.low, found.high) == (pytest.approx(low, abs=6e-5), pytest.approx(high, abs=6e-5))
    again = proportion(np.repeat([1.0, 0.0], [yes, asked - yes]))
    assert (again.low, again.high) == (pytest.approx(found.low), pytest.approx(found.high))


def test_published_difference_of_shares() -> None:
    """Newcombe (1998), 56/70 against 48/80, method 10."""
    gap, low, high = difference(proportion_of(56, 70), proportion_of(48, 80))
    assert gap == pytest.approx(0.2)
    assert (low, high) == (pytest.approx(0.0524, abs=6e-5), pytest.approx(0.3339, abs=6e-5))


def test_empty_and_tiny_samples_are_honest() -> None:
    nobody = proportion(np.array([np.nan]))
    assert math.isnan(nobody.value)
    assert (nobody.low, nobody.high, nobody.size) == (0.0, 1.0, 0)
    one = proportion(np.array([1.0]))
    assert one.value == one.high == 1.0
    assert one.low < 0.21
    assert mean(np.array([])).high == math.inf
    assert mean(np.array([3.0])).low == -math.inf
    gap, low, high = difference(nobody, one)
    assert math.isnan(gap)
    assert (low, high) == (-1.0, 1.0)
    for wrong in (np.array([2.0]), np.array([0.5])):
        with pytest.raises(SurveyError):
            proportion(wrong)


@FEW
@given(
    st.lists(st.integers(-20, 20), min_size=2, max_size=20).filter(lambda own: len(set(own)) > 1)
)
def test_means_have_students_interval(values: list[int]) -> None:
    x = np.array(values, dtype=np.float64)
    found = mean(x)
    expected = scipy.stats.t.interval(0.95, x.size - 1, x.mean(), scipy.stats.sem(x))
    assert (found.low, found.high) == (pytest.approx(expected[0]), pytest.approx(expected[1]))
    same = mean(np.append(x, np.nan), np.append(np.full(x.size, 3.0), 3.0))
    assert same.low == pytest.approx(found.low)
    narrow = mean(x, population=x.size)
    assert narrow.low == pytest.approx(narrow.high)


def test_weighted_intervals_cover_as_often_as_they_say() -> None:
    """A third of people answer three times as readily: weighted, 95 % intervals cover 93–97 %."""
    generator = np.random.default_rng(3)
    ready = generator.random(30_000) < 1 / 3
    opinion = generator.random(30_000) < np.where(ready, 0.7, 0.4)
    income = generator.normal(np.where(ready, 3.0, 2.0), 1.0)
    chance = np.where(ready, 3.0, 1.0)
    truth, wealth, hits, means = opinion.mean(), income.mean(), 0, 0
    for _ in range(800):
        chosen = generator.choice(30_000, 200, p=chance / chance.sum())
        weights = 1 / chance[chosen]
        found = proportion(opinion[chosen].astype(float), weights)
        hits += found.low <= truth <= found.high
        about = mean(income[chosen], weights)
        means += about.low <= wealth <= about.high
    assert 0.93 <= hits / 800 <= 0.975
    assert 0.93 <= means / 800 <= 0.975


def restricted_likelihood(between: float, y: np.ndarray, psi: np.ndarray, x: np.ndarray) -> float:
    spread = np.diag(psi + between)
    inverse = np.linalg.inv(spread)
    inner = x.T @ inverse @ x
    off = y - x @ np.linalg.solve(inner, x.T @ inverse @ y)
    return float(np.linalg.slogdet(spread)[1] + np.linalg.slogdet(inner)[1] + off @ inverse @ off)


def areas(seed: int, between: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    x = generator.normal(size=30)
    psi = generator.uniform(0.2, 2.0, 30)
    truth = 1 + 2 * x + generator.normal(size=30) * math.sqrt(between)
    return truth + generator.normal(size=30) * np.sqrt(psi), psi, x, truth


@pytest.mark.parametrize("seed", range(6))
def test_small_areas_maximise_the_restricted_likelihood(seed: int) -> None:
    y, psi, x, _ = areas(seed, 0.8)
    found = small_areas(y, psi, x)
    design = np.column_stack([np.ones(30), x])
    best = scipy.optimize.minimize_scalar(
        lambda v: restricted_likelihood(v, y, psi, design),
        bounds=(0, 20),
        method="bounded",
        options={"xatol": 1e-9},
    )
    assert found.converged
    assert found.between == pytest.approx(best.x, abs=1e-4)


def test_small_areas_between_direct_and_synthetic() -> None:
    y, psi, x, _ = areas(1, 1.0)
    found = small_areas(y, psi, x)
    lower, upper = np.minimum(y, found.synthetic), np.maximum(y, found.synthetic)
    assert ((found.values >= lower - 1e-9) & (found.values <= upper + 1e-9)).all()
    precise = small_areas(y, np.full(30, 1e-6), x)
    np.testing.assert_allclose(precise.values, y, atol=1e-4)
    vague = small_areas(y, np.full(30, 1e4), x)
    assert vague.between == 0
    np.testing.assert_allclose(vague.values, vague.synthetic)
    gap = y.copy()
    gap[4] = np.nan
    lent = small_areas(gap, psi, x)
    assert lent.values[4] == pytest.approx(lent.synthetic[4])
    assert lent.trust[4] == 0
    assert lent.errors[4] > math.sqrt(lent.between)


def test_errors_of_small_areas_are_their_spread() -> None:
    errors, stated, direct = [], [], []
    for seed in range(300):
        y, psi, x, truth = areas(seed + 100, 0.8)
        found = small_areas(y, psi, x)
        errors.append(np.mean((found.values - truth) ** 2))
        stated.append(np.mean(found.errors**2))
        direct.append(np.mean((y - truth) ** 2))
    assert np.mean(stated) == pytest.approx(np.mean(errors), rel=0.08)
    assert np.mean(errors) < 0.7 * np.mean(direct)


def test_small_areas_say_what_is_missing() -> None:
    y, psi, x, _ = areas(1, 1.0)
    with pytest.raises(SurveyError, match="too few"):
        small_areas(y[:3], psi[:3], x[:3])
    with pytest.raises(SurveyError, match="above zero"):
        small_areas(y, np.zeros(30), x)
    with pytest.raises(SurveyError, match="determine one another"):
        small_areas(y, psi, np.column_stack([x, x]))
