"""Deliberation: properties of the measures, hand-worked values, and how often chance alone is called more than chance."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhall.methods.deliberation import (
    DeliberationError,
    evenness,
    pooled,
    rating,
    representation,
    saw_every_side,
    together,
    told,
)
from commonhall.methods.equity import gini

COUNTS = st.lists(st.integers(0, 40), min_size=2, max_size=7)
AMOUNTS = st.lists(st.integers(0, 1000), min_size=2, max_size=60)


@given(COUNTS)
def test_points_lie_in_their_interval_and_on_the_scale(counts: list[int]) -> None:
    found = rating(counts)
    if not sum(counts):
        assert found is None
        return
    assert found is not None and found.people == sum(counts)
    assert 0 <= found.low <= found.value <= found.high <= 100
    assert found.high > found.low
    back = rating(counts[::-1])
    assert back is not None and math.isclose(back.value, 100 - found.value, abs_tol=1e-9)


def test_points_by_hand() -> None:
    found = rating([0, 0, 1, 2, 1])
    assert found is not None and found.value == 75
    all_agree = rating([0, 0, 0, 0, 5])
    # Five of five: Wilson's lower end is 5 / (5 + 1.96²).
    assert all_agree is not None and all_agree.low == pytest.approx(100 * 5 / (5 + 1.959964**2))
    assert rating([0, 0]) is None
    with pytest.raises(DeliberationError):
        rating([3])
    with pytest.raises(DeliberationError):
        pooled([[1, 2], [1, 2, 3]])


@given(st.lists(COUNTS.filter(sum), min_size=1, max_size=6))
def test_questions_together_lie_between_the_lowest_and_the_highest(many: list[list[int]]) -> None:
    each = [one for one in map(rating, many) if one is not None]
    whole = together(each)
    assert whole is not None
    assert min(one.value for one in each) - 1e-9 <= whole.value
    assert whole.value <= max(one.value for one in each) + 1e-9
    assert whole.people == min(one.people for one in each)
    assert together([]) is None


def test_the_interval_of_points_holds_at_least_as_often_as_it_says() -> None:
    chance, shares, held = np.random.default_rng(7), [0.1, 0.1, 0.3, 0.3, 0.2], 0
    truth = 100 * float(np.dot(range(5), shares)) / 4
    for _ in range(500):
        found = rating(chance.multinomial(25, shares).tolist())
        assert found is not None
        held += found.low <= truth <= found.high
    assert held >= 0.95 * 500


@given(AMOUNTS)
def test_evenness_is_the_gini_of_the_house_and_does_not_hang_on_units(amounts: list[int]) -> None:
    found = evenness(amounts)
    if not sum(amounts):
        assert found is None
        return
    assert found is not None
    assert found.gini == pytest.approx(gini(np.array(amounts, dtype=float), corrected=True))
    assert 0 <= found.low <= found.gini <= found.high <= 1 and 0 <= found.entropy <= 1
    scaled = evenness([3.5 * one for one in reversed(amounts)])
    assert scaled is not None and scaled.gini == pytest.approx(found.gini)
    assert scaled.low == pytest.approx(found.low, abs=1e-9)


def test_evenness_by_hand_and_its_jackknife_as_the_plain_one() -> None:
    even, one_has_all = evenness([5, 5, 5, 5, 5]), evenness([0, 0, 0, 0, 9])
    assert even is not None and (even.gini, even.entropy) == (pytest.approx(0), pytest.approx(1))
    assert one_has_all is not None and one_has_all.gini == pytest.approx(1)
    assert one_has_all.entropy == pytest.approx(0, abs=1e-12)
    amounts = [1.0, 2, 2, 5, 9, 14, 3]
    found = evenness(amounts)
    each = [
        gini(np.array(amounts[:at] + amounts[at + 1 :]), corrected=True)
        for at in range(len(amounts))
    ]
    spread = float(np.var(each)) * (len(each) - 1)
    assert found is not None
    assert found.high - found.gini == pytest.approx(1.959963984540054 * math.sqrt(spread))
    assert evenness([4]) is None
    with pytest.raises(DeliberationError):
        evenness([1, -1])


@settings(max_examples=60)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=12), st.integers(2, 8))
def test_no_group_below_the_fewest_follows(came: list[int], fewest: int) -> None:
    groups = told(came, fewest)
    assert sorted(at for group in groups for at in group) == list(range(len(came)))
    sizes = [sum(came[at] for at in group) for group in groups]
    if sum(came) >= fewest:
        assert all(size == 0 or size >= fewest for size in sizes)


def test_representation_by_hand() -> None:
    found = representation([8, 2], [500, 500])
    assert found is not None and found.index == pytest.approx(0.3) and found.people == 10
    same = representation([50, 50], [900, 900])
    assert same is not None and same.index == 0 and same.chance == pytest.approx(1)
    assert representation([4], [9]) is None and representation([0, 0], [1, 1]) is None
    again = representation([8, 2], [500, 500])
    assert again == found
    with pytest.raises(DeliberationError):
        representation([1, 2], [1])


def test_a_lot_is_rarely_called_more_than_chance_and_a_club_is_found() -> None:
    chance, shares, called = np.random.default_rng(3), np.array([0.5, 0.2, 0.2, 0.1]), 0
    for _ in range(300):
        found = representation(chance.multinomial(40, shares).tolist(), (1000 * shares).tolist())
        assert found is not None
        called += found.index > found.most
    # Five of a hundred at most, and what three standard errors add.
    assert called <= 300 * 0.05 + 3 * math.sqrt(300 * 0.05 * 0.95)
    club = representation([35, 1, 2, 2], (1000 * shares).tolist())
    assert club is not None and club.index > club.most and club.chance < 0.01


def test_who_saw_every_side() -> None:
    people = range(10)
    found = saw_every_side(people, [{0, 1, 2, 3, 4, 5}, {4, 5, 6, 7}])
    assert found is not None and found.value == 0.2 and found.size == 10
    assert saw_every_side(people, [{1}]) is None and saw_every_side([], [set(), set()]) is None
    with pytest.raises(DeliberationError):
        saw_every_side([1], [{1}, {2}])
