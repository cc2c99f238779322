"""Gaming watch: exact tails, the stated rate of false alarms kept in quiet years, planted gaming found."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhall.methods.gaming import (
    GamingError,
    Tail,
    Tried,
    judged,
    more_than_elsewhere,
    more_than_share,
)

A_YEAR, FEWEST = 1.0, 5


@given(st.integers(0, 25), st.integers(0, 25), st.integers(0, 25), st.integers(0, 25))
def test_fishers_tail_is_exact(observed: int, rest: int, others: int, other_rest: int) -> None:
    trials, other_trials = observed + rest, others + other_rest
    found = more_than_elsewhere(observed, trials, others, other_trials)
    whole, hits = trials + other_trials, observed + others
    if not whole:
        assert found == Tail(0.0, 1.0)
        return
    exact = sum(
        Fraction(
            math.comb(hits, one) * math.comb(whole - hits, trials - one), math.comb(whole, trials)
        )
        for one in range(observed, min(trials, hits) + 1)
    )
    assert found.chance == pytest.approx(float(exact), rel=1e-9)


@given(st.integers(0, 40), st.integers(0, 40), st.floats(0.01, 0.99))
def test_the_binomial_tail_is_exact_and_falls(observed: int, rest: int, share: float) -> None:
    trials = observed + rest
    found = more_than_share(observed, trials, share)
    exact = sum(
        math.comb(trials, one) * share**one * (1 - share) ** (trials - one)
        for one in range(observed, trials + 1)
    )
    assert found.chance == pytest.approx(exact, rel=1e-6)
    if rest:
        assert more_than_share(observed + 1, trials, share).chance <= found.chance


@pytest.mark.parametrize("wrong", [(3, 2, 0, 1), (-1, 2, 0, 1), (0, 2, 3, 1)])
def test_impossible_counts_are_refused(wrong: tuple[int, int, int, int]) -> None:
    with pytest.raises(GamingError):
        more_than_elsewhere(*wrong)
    with pytest.raises(GamingError):
        more_than_share(1, 2, 1.0)
    with pytest.raises(GamingError):
        judged([], a_year=0, fewest=5)


def test_the_allowance_is_shared_by_all_that_is_judged() -> None:
    rare = Tried("a", 9, 30, Tail(2.0, 0.004))
    assert [one.key for one in judged([rare], a_year=1, fewest=5)] == ["a"]
    many = [rare, *(Tried(n, 1, 30, Tail(1.0, 0.5)) for n in range(40))]
    assert judged(many, a_year=1, fewest=5) == []
    few_trials = [rare, *(Tried(n, 1, 3, Tail(1.0, 0.5), enough=False) for n in range(40))]
    assert len(judged(few_trials, a_year=1, fewest=5)) == 1
    assert judged([rare], a_year=1, fewest=10) == []


def _month(chance: np.random.Generator, shares: np.ndarray, gaming: int = -1) -> list[Tried]:
    """Twelve bodies with shares of their own, a year behind them; one may pass on three times as much."""
    found = []
    for body, share in enumerate(shares):
        trials, before = int(chance.poisson(60)) + 20, int(chance.poisson(700)) + 60
        now = min(0.95, 3 * share) if body == gaming else share
        observed, others = chance.binomial(trials, now), chance.binomial(before, share)
        found.append(
            Tried(
                body,
                int(observed),
                trials,
                more_than_elsewhere(int(observed), trials, int(others), before),
            )
        )
        done = int(chance.poisson(40)) + 20
        late = int(chance.binomial(done, 3 / 21))
        found.append(Tried(("late", body), late, done, more_than_share(late, done, 3 / 21)))
    return found


def test_quiet_years_stay_within_the_stated_rate() -> None:
    """Fifty years of twelve bodies in which nobody games: no more false alarms than are stated."""
    chance, years = np.random.default_rng(18), 50
    shares = chance.uniform(0.02, 0.4, size=12)
    alarms = sum(
        len(judged(_month(chance, shares), a_year=A_YEAR, fewest=FEWEST)) for _ in range(years * 12)
    )
    assert alarms <= years * A_YEAR + 3 * math.sqrt(years * A_YEAR)


def test_planted_gaming_is_found_and_only_there() -> None:
    chance, found, elsewhere = np.random.default_rng(5), 0, 0
    shares = np.full(12, 0.12)
    for _ in range(40):
        told = [one.key for one in judged(_month(chance, shares, 3), a_year=A_YEAR, fewest=FEWEST)]
        found += 3 in told
        elsewhere += any(key != 3 for key in told)
    assert found >= 38 and elsewhere <= 8
