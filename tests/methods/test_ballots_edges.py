"""Ballots at the edge of 64 bits: as many voters as can be summed up exactly, and not one more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhall.methods.ballots import (
    BallotError,
    Profile,
    Result,
    approval,
    borda,
    copeland,
    equal_shares_committee,
    instant_runoff,
    kemeny,
    meek_stv,
    minimax,
    pav,
    phragmen_committee,
    plurality,
    profile_from_orders,
    profile_from_rankings,
    ranked_pairs,
    schulze,
    scores_from_ballots,
    scottish_stv,
    sequential_pav,
)
from commonhall.methods.ballots.profile import MOST_VOTERS

RULES: dict[str, Callable[[Profile], Result]] = {
    "plurality": plurality,
    "approval": approval,
    "borda": borda,
    "copeland": copeland,
    "kemeny": kemeny,
    "minimax": minimax,
    "ranked pairs": ranked_pairs,
    "schulze": schulze,
    "instant run-off": instant_runoff,
    "Meek": lambda profile: meek_stv(profile, 1),
    "Scottish": lambda profile: scottish_stv(profile, 1),
    "pav": lambda profile: pav(profile, 1),
    "sequential pav": lambda profile: sequential_pav(profile, 1),
    "phragmén": lambda profile: phragmen_committee(profile, 1),
    "equal shares": lambda profile: equal_shares_committee(profile, 1),
}
NAMES = ["apple", "banana", "cherry"]


@pytest.mark.parametrize("voters", [9_300_000_000, 18_446_744_074, 2**48, MOST_VOTERS - 1])
@pytest.mark.parametrize("rule", RULES)
def test_all_but_one_voter_have_their_way(rule: str, voters: int) -> None:
    profile = profile_from_rankings(NAMES[:2], {("apple",): voters, ("banana",): 1})
    assert RULES[rule](profile).winners == ("apple",)


@given(
    ballots=st.dictionaries(
        st.permutations(NAMES).map(tuple), st.integers(1, 9), min_size=1, max_size=4
    ),
    seats=st.integers(1, 2),
)
@settings(max_examples=200, deadline=None)
def test_a_thousand_million_times_as_many_voters_elect_the_same(
    ballots: dict[tuple[str, ...], int], seats: int
) -> None:
    """Not so where rounding or a tie decides, which more voters may decide otherwise."""
    many = {ranking: weight * 10**12 for ranking, weight in ballots.items()}
    for rule in (meek_stv, scottish_stv):
        few = rule(profile_from_rankings(NAMES, ballots), seats)
        more = rule(profile_from_rankings(NAMES, many), seats)
        if not few.ties and not more.ties and rule is scottish_stv:
            first = {name: votes * 10**12 for name, votes in few.rounds[0].tallies.items()}
            assert more.rounds[0].tallies == first
        if seats == 1 and not few.ties and not more.ties:
            assert few.winners == more.winners


@pytest.mark.parametrize(
    "weight", [0.5, -2, True, "3", None, MOST_VOTERS + 1, 2**80, np.float64(2)]
)
def test_weights_are_numbers_of_voters(weight: Any) -> None:
    with pytest.raises(BallotError, match=r"whole numbers from 0|too many to be summed up"):
        profile_from_rankings(NAMES, {("apple",): weight, ("banana",): 1})
    orders = np.array([[0], [1]])
    with pytest.raises(BallotError, match=r"whole numbers from 0|too many to be summed up"):
        profile_from_orders(NAMES, orders, np.array([weight, 1], dtype=object))


@pytest.mark.parametrize("weights", [[0.5, 1.0], [-2, 1], [True, True], [[1, 1]], [1]])
def test_weights_of_orders_are_numbers_of_voters(weights: Any) -> None:
    with pytest.raises(BallotError, match="whole numbers from 0"):
        profile_from_orders(NAMES, np.array([[0], [1]]), np.array(weights))


def test_weights_of_any_whole_kind_are_taken() -> None:
    profile = profile_from_orders(NAMES, np.array([[0], [1]]), np.array([2, 1], dtype=np.uint8))
    assert profile.weights.dtype == np.int64 and profile.voters == 3
    assert profile_from_rankings(NAMES, {("apple",): np.int64(2), (): 0}).voters == 2


@pytest.mark.parametrize("score", [0.5, True, "1", 6, -1])
def test_scores_are_whole_numbers(score: Any) -> None:
    with pytest.raises(BallotError, match=r"no whole number|not between"):
        scores_from_ballots(NAMES, [{"apple": score}])


def test_more_candidates_than_a_table_can_number_are_refused() -> None:
    with pytest.raises(BallotError, match="too many for one ballot"):
        profile_from_rankings(map(str, range(40_000)), [])
