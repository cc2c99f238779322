"""What changed between two samples: intervals, tests that agree with scipy's, and Holm's correction."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats

from commonhall.methods.surveys import SurveyError, change, difference, holm, mean, proportion


def shares(*counts: tuple[int, int]) -> list[np.ndarray]:
    return [np.array([1.0] * yes + [0.0] * (of - yes)) for yes, of in counts]


def test_a_difference_of_shares_is_newcombes_and_its_test_the_pooled_one() -> None:
    first, second = (proportion(one) for one in shares((56, 70), (48, 80)))
    found = change(second, first, share=True)
    assert (found.value, found.low, found.high) == pytest.approx(difference(first, second))
    # Newcombe 1998, table II, 56/70 against 48/80, method 10.
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)
    chi = scipy.stats.chi2_contingency([[56, 14], [48, 32]], correction=False)
    assert found.p == pytest.approx(chi.pvalue)


def test_a_difference_of_means_has_the_test_of_welch() -> None:
    chance = np.random.default_rng(7)
    one, other = chance.normal(5.0, 2.0, 60), chance.normal(5.9, 1.0, 45)
    found = change(mean(one), mean(other), share=False)
    welch = scipy.stats.ttest_ind(other, one, equal_var=False)
    assert found.p == pytest.approx(welch.pvalue, rel=1e-6)
    assert found.low < found.value < found.high
    assert found.value == pytest.approx(other.mean() - one.mean())


def test_nothing_changed_and_nothing_known_is_no_change() -> None:
    same = proportion(shares((5, 10))[0])
    assert change(same, same, share=True).p == 1
    assert change(proportion(np.array([])), same, share=True).p == 1
    assert change(mean(np.array([1.0])), mean(np.array([2.0, 3.0])), share=False).p == 1
    flat = [mean(np.array([2.0, 2.0, 2.0])), mean(np.array([3.0, 3.0, 3.0]))]
    assert change(flat[0], flat[1], share=False).p == 0
    with pytest.raises(SurveyError):
        change(same, proportion(np.array([1.0]), level=0.9), share=True)


def test_holm_is_what_he_published_and_errs_seldom() -> None:
    # Holm 1979: each p times the number of tests left, never below the one before it.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == [] and holm([0.9, 0.8]) == [1.0, 1.0]
    with pytest.raises(SurveyError):
        holm([1.2])
    chance, wrong = np.random.default_rng(3), 0
    for _family in range(400):
        first, second = (chance.random((8, 150)) < 0.4 for _wave in range(2))
        tests = [
            change(proportion(one.astype(float)), proportion(two.astype(float)), share=True).p
            for one, two in zip(first, second, strict=True)
        ]
        wrong += min(holm(tests)) < 0.05
    assert wrong / 400 < 0.08
