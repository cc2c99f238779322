"""Equity: axioms of the measures, definitions written out person by person, exact money."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhall.methods.equity import (
    EquityError,
    atkinson,
    benefit_incidence,
    concentration,
    generalised_entropy,
    gini,
    gini_exact,
    lorenz,
    palma,
    proportionality,
    share_between,
    theil,
)

FEW = settings(max_examples=80, deadline=None)
FROZEN = Path(__file__).parent / "frozen" / "equity_gini.json"
Amounts = list[int]
amounts = st.lists(st.integers(0, 50), min_size=1, max_size=12).filter(lambda own: sum(own) > 0)
counts = st.lists(st.integers(1, 5), min_size=12, max_size=12)


def spread_out(values: Amounts, weights: Amounts) -> np.ndarray:
    """Every person on their own."""
    return np.repeat(np.array(values, dtype=np.float64), weights[: len(values)])


@FEW
@given(amounts, counts)
def test_gini_is_half_the_mean_difference_over_the_mean(values: Amounts, weights: Amounts) -> None:
    people = spread_out(values, weights)
    expected = np.abs(people[:, None] - people).mean() / (2 * people.mean())
    own = np.array(weights[: len(values)])
    assert gini(np.array(values), own) == pytest.approx(expected, abs=1e-12)
    assert float(gini_exact(values, weights[: len(values)])) == pytest.approx(expected, abs=1e-12)
    area = np.trapezoid(*reversed(lorenz(np.array(values), own)))
    assert 1 - 2 * area == pytest.approx(expected, abs=1e-12)


@FEW
@given(amounts, st.integers(2, 9))
def test_measures_ignore_scale_order_and_copies(values: Amounts, factor: int) -> None:
    own = np.array(values, dtype=np.float64)
    for measure in (gini, palma, lambda x: theil(x).total, lambda x: atkinson(x, 0.5)):
        stated = measure(own)
        for other in (own * factor, own[::-1], np.tile(own, factor)):
            assert measure(other) == pytest.approx(stated, rel=1e-9, abs=1e-9)


@FEW
@given(amounts, st.integers(0, 11), st.integers(0, 11))
def test_giving_to_the_poorer_never_raises_inequality(values: Amounts, i: int, j: int) -> None:
    """Pigou and Dalton's principle: one unit from a richer to a poorer person."""
    i, j = i % len(values), j % len(values)
    if values[i] < values[j] + 2:
        return
    after = values.copy()
    after[i], after[j] = after[i] - 1, after[j] + 1
    assert gini_exact(after) < gini_exact(values)
    for measure in (lambda x: theil(x).total, lambda x: atkinson(x, 0.5), palma):
        was, now = (measure(np.array(own, dtype=np.float64)) for own in (values, after))
        assert now <= was + 1e-12


def test_ends_of_the_scale_and_zeros() -> None:
    assert gini(np.zeros(3)) == 0.0 == theil(np.zeros(3)).total
    assert gini(np.array([7.0, 7.0])) == 0.0
    assert gini(np.array([0.0, 0.0, 0.0, 1.0])) == 0.75
    assert gini(np.array([0.0, 0.0, 0.0, 1.0]), corrected=True) == 1.0
    assert theil(np.array([0.0, 1.0])).total == pytest.approx(math.log(2))
    assert palma(np.array([0.0] * 5 + [1.0])) == math.inf
    assert generalised_entropy(np.array([0.0, 1.0]), 0.0).total == math.inf
    assert atkinson(np.array([0.0, 1.0]), 1.0) == 1.0
    assert gini_exact([0, 1, 2]) == Fraction(4, 9)
    for values, weights in (([-1.0], None), ([], None), ([1.0], [0.0]), ([np.nan], None)):
        with pytest.raises(EquityError):
            gini(np.array(values), None if weights is None else np.array(weights))


def test_palma_of_a_hundred_people() -> None:
    """1, 2, …, 100: the top ten have 955, the poorest forty 820."""
    assert palma(np.arange(1.0, 101)) == pytest.approx(955 / 820)
    assert share_between(np.arange(1.0, 101), 0.9, 1.0) == pytest.approx(955 / 5050)
    # Forty per cent of three people is one and a fifth of the next.
    assert palma(np.array([1.0, 2.0, 3.0])) == pytest.approx(0.9 / 1.4)


@FEW
@given(
    amounts,
    counts,
    st.sampled_from((0.0, 1.0, 2.0, 0.5)),
    st.lists(st.sampled_from("abc"), min_size=12, max_size=12),
)
def test_within_and_between_add_up(
    values: Amounts, weights: Amounts, sensitivity: float, names: list[str]
) -> None:
    own = np.array(values, dtype=np.float64) + (1.0 if sensitivity == 0 else 0.0)
    mass = np.array(weights[: len(values)])
    found = generalised_entropy(own, sensitivity, mass, names[: len(values)])
    assert found.total == pytest.approx(found.within + found.between, abs=1e-12)
    assert found.within >= 0
    assert sum(part.people for part in found.groups) == pytest.approx(1)
    assert sum(part.amounts for part in found.groups) == pytest.approx(1)
    everybody = np.repeat(own, mass)
    labels = np.repeat(np.array(names[: len(values)]), mass)
    means = np.array([everybody[labels == name].mean() for name in labels])
    assert found.between == pytest.approx(generalised_entropy(means, sensitivity).total, abs=1e-9)


@FEW
@given(amounts, counts)
def test_concentration_over_itself_is_the_gini(values: Amounts, weights: Amounts) -> None:
    own, mass = np.array(values, dtype=np.float64), np.array(weights[: len(values)])
    found = concentration(own, own, mass)
    assert found.index == pytest.approx(gini(own, mass), abs=1e-12)
    turned = concentration(own, -own, mass)
    assert turned.index == pytest.approx(-found.index, abs=1e-12)
    area = np.trapezoid(found.amounts, found.people)
    assert 1 - 2 * area == pytest.approx(found.index, abs=1e-12)


def test_having_and_lacking_are_equally_concentrated() -> None:
    has = np.array([0, 0, 0, 1, 0, 1, 1, 1.0])
    income = np.arange(8.0)
    found = concentration(has, income, bounds=(0, 1))
    lacking = concentration(1 - has, income, bounds=(0, 1))
    assert lacking.index == pytest.approx(-found.index)
    perfect = concentration(np.array([0.0, 0, 1, 1]), np.arange(4.0), bounds=(0, 1))
    assert perfect.index == pytest.approx(1.0)


@pytest.mark.parametrize("bounds", [None, (0.0, 1e6)])
def test_the_error_of_concentration_is_its_spread_over_samples(
    bounds: tuple[float, float] | None,
) -> None:
    generator = np.random.default_rng(4)
    found, errors = [], []
    for _ in range(400):
        income = generator.lognormal(0, 0.8, 300)
        use = generator.gamma(2, 1, 300) * (1 + 0.5 * np.log1p(income))
        one = concentration(use, income, bounds=bounds)
        found.append(one.index)
        errors.append(one.error)
    assert np.mean(errors) == pytest.approx(np.std(found), rel=0.12)


@FEW
@given(
    st.lists(
        st.tuples(st.integers(0, 10**6), st.integers(0, 9), st.integers(0, 9)),
        min_size=1,
        max_size=8,
    )
)
def test_money_followed_to_groups_adds_up_exactly(projects: list[tuple[int, int, int]]) -> None:
    found = benefit_incidence(
        [cost for cost, _, _ in projects],
        [{"poor": poor, "rich": rich} for _, poor, rich in projects],
        {"poor": 300, "rich": 100},
    )
    received = sum((gain.amount for gain in found.groups), Fraction(0))
    assert received + found.unassigned == found.total == sum(cost for cost, _, _ in projects)
    assert found.gain("poor").people_share == Fraction(3, 4)


def test_who_gains_from_a_budget() -> None:
    found = benefit_incidence(
        [900, 100], [{"poor": 1, "rich": 2}, {"poor": 1}], {"poor": 30, "rich": 10}
    )
    assert found.gain("poor").amount == 400
    assert found.gain("rich").per_head == 60
    assert found.gain("rich").ratio == Fraction(12, 5)
    with pytest.raises(EquityError, match="project number 1: no population for group 'old'"):
        benefit_incidence([1], [{"old": 1}], {"poor": 1})


def test_shares_and_deserved_shares() -> None:
    found = proportionality(np.array([50.0, 30, 20]), np.array([40.0, 40, 20]))
    assert found.moved == pytest.approx(0.1)
    assert found.least_squares == pytest.approx(0.1)
    assert found.sainte_lague == pytest.approx(0.1**2 / 0.4 * 2)
    assert (found.most_favoured, found.least_favoured) == (0, 1)
    even = proportionality(np.array([2.0, 4]), np.array([1.0, 2]))
    assert (even.moved, even.least_squares, even.sainte_lague) == (0, 0, 0)


def test_gini_equals_the_frozen_one_of_scikit_criteria() -> None:
    for case in json.loads(FROZEN.read_text()):
        ours = np.array([gini(np.array(column)) for column in case["columns"]])
        np.testing.assert_allclose(ours / ours.sum(), case["weights"], atol=1e-9)
