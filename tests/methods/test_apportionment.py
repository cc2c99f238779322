"""Seats for lists by highest quotients: known results, and what must be so of every one."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhall.methods.apportionment import (
    ApportionmentError,
    counted,
    dhondt,
    highest_quotients,
    sainte_lague,
)

RULES = [dhondt, sainte_lague]
VOTES = st.dictionaries(
    st.sampled_from([f"l{at:02}" for at in range(1, 9)]), st.integers(0, 500), min_size=1
)
SEATS = st.integers(0, 30)


def shares(votes: dict[str, int], seats: int, rule: object, **given: object) -> dict[str, int]:
    found = highest_quotients(votes, seats, rule, **given)  # type: ignore[arg-type]
    return {name: found.of(name) for name in votes}


def test_results_worked_out_by_hand() -> None:
    votes = {"a": 100_000, "b": 80_000, "c": 30_000, "d": 20_000}
    assert shares(votes, 8, dhondt) == {"a": 4, "b": 3, "c": 1, "d": 0}
    assert shares(votes, 8, sainte_lague) == {"a": 3, "b": 3, "c": 1, "d": 1}


def test_the_threshold_is_reached_by_whoever_has_exactly_so_many() -> None:
    votes = {"a": 90, "b": 5, "c": 5}
    assert shares(votes, 20, sainte_lague, threshold=5)["b"] > 0
    found = highest_quotients({"a": 91, "b": 5, "c": 4}, 20, sainte_lague, threshold=5)
    assert found.below == ("c",)
    assert found.of("c") == 0


def test_a_tie_for_the_last_seat_is_told_and_goes_by_the_order_drawn() -> None:
    found = highest_quotients({"a": 10, "b": 10}, 3, dhondt)
    assert [seat.to for seat in found.seats] == ["a", "b", "a"]
    assert [seat.tied for seat in found.seats] == [(), (), ("a", "b")]
    drawn = highest_quotients({"a": 10, "b": 10}, 3, dhondt, preferred=["b", "a"])
    assert [seat.to for seat in drawn.seats] == ["b", "a", "b"]


@pytest.mark.parametrize(
    ("votes", "seats", "more"),
    [
        ({"a": -1}, 1, {}),
        ({"a": 1}, -1, {}),
        ({"a": 1}, 1, {"threshold": 101}),
        ({"a": 1}, 1, {"threshold": -1}),
        ({"a": 1, "b": 1}, 1, {"preferred": ["a"]}),
    ],
)
def test_what_cannot_be_shared_out_is_refused(
    votes: dict[str, int], seats: int, more: dict[str, object]
) -> None:
    with pytest.raises(ApportionmentError):
        highest_quotients(votes, seats, dhondt, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("rule", RULES)
@given(votes=VOTES, seats=SEATS)
def test_all_seats_are_given_or_nobody_voted(
    rule: object, votes: dict[str, int], seats: int
) -> None:
    assert sum(shares(votes, seats, rule).values()) == (seats if sum(votes.values()) else 0)


@pytest.mark.parametrize("rule", RULES)
@given(votes=VOTES, seats=SEATS)
def test_one_more_seat_takes_none_from_anybody(
    rule: object, votes: dict[str, int], seats: int
) -> None:
    fewer, more = shares(votes, seats, rule), shares(votes, seats + 1, rule)
    assert all(more[name] >= fewer[name] for name in votes)


@pytest.mark.parametrize("rule", RULES)
@given(votes=VOTES, seats=SEATS)
def test_more_votes_never_mean_fewer_seats(rule: object, votes: dict[str, int], seats: int) -> None:
    found = shares(votes, seats, rule)
    for one in votes:
        for other in votes:
            assert votes[one] <= votes[other] or found[one] >= found[other]


@given(votes=VOTES, seats=SEATS)
def test_dhondt_gives_each_list_its_lower_quota(votes: dict[str, int], seats: int) -> None:
    total = sum(votes.values())
    found = shares(votes, seats, dhondt)
    for name, number in votes.items():
        assert not total or found[name] >= floor(Fraction(number * seats, total))


@given(votes=VOTES, seats=SEATS)
def test_sainte_lague_breaks_no_quota_of_two_lists(votes: dict[str, int], seats: int) -> None:
    two = dict(list(votes.items())[:2])
    total = sum(two.values())
    found = shares(two, seats, sainte_lague)
    for name, number in two.items():
        quota = Fraction(number * seats, total) if total else Fraction(0)
        assert not total or floor(quota) <= found[name] <= ceil(quota)


@pytest.mark.parametrize("rule", RULES)
@given(votes=VOTES, seats=SEATS, names=st.permutations(["l01", "l02", "l03"]))
def test_the_order_drawn_moves_only_seats_that_were_tied(
    rule: object, votes: dict[str, int], seats: int, names: list[str]
) -> None:
    three = {name: votes.get(name, 7) for name in names}
    plain = highest_quotients(three, seats, rule)  # type: ignore[arg-type]
    drawn = highest_quotients(three, seats, rule, preferred=names)  # type: ignore[arg-type]
    if not any(seat.tied for seat in plain.seats):
        assert {n: plain.of(n) for n in three} == {n: drawn.of(n) for n in three}


# --- ballots ----------------------------------------------------------------------------------------
CODES = ["l01", "l01-01", "l01-02", "l01-03", "l02", "l02-01", "l02-02"]


def ballots(**many: int) -> list[dict[str, int]]:
    return [{code.replace("_", "-"): 1} for code, number in many.items() for _at in range(number)]


def test_a_vote_for_a_candidate_counts_for_the_list_and_prefers_them() -> None:
    said = counted("dhondt", CODES, ballots(l01=3, l01_03=3, l02_01=4), seats=3, preference=20)
    assert [(one["list"], one["votes"], one["seats"]) for one in said["lists"]] == [
        ("l01", 6, 2),
        ("l02", 4, 1),
    ]
    assert said["lists"][0]["candidates"] == ["l01-03", "l01-01", "l01-02"]
    assert said["winners"] == ["l01", "l02", "l01-03", "l01-01", "l02-01"]


def test_too_few_preferences_leave_the_order_of_the_list() -> None:
    said = counted("dhondt", CODES, ballots(l01=9, l01_03=1, l02=5), seats=3, preference=20)
    assert said["lists"][0]["candidates"] == ["l01-01", "l01-02", "l01-03"]


def test_blank_ballots_count_for_the_quorum_and_not_for_the_threshold() -> None:
    cast = [*ballots(l01=95, l02=5), *({} for _at in range(50))]
    assert counted("dhondt", CODES, cast, seats=30, threshold=5)["below"] == []
    assert counted("dhondt", CODES, cast, seats=2, quorum=151)["missed"] == ["quorum"]


def test_nobody_voted_and_nobody_reached_the_threshold() -> None:
    assert counted("dhondt", CODES, [{}], seats=3)["winners"] == []
    codes = [f"l{at:02}" for at in range(1, 41)]
    said = counted("dhondt", codes, [{code: 1} for code in codes], seats=3, threshold=5)
    assert (said["winners"], said["missed"], said["given"]) == ([], ["threshold"], [])


def test_the_order_drawn_names_candidates_too() -> None:
    cast = ballots(l01=5, l02=5)
    assert counted("dhondt", CODES, cast, seats=1)["given"][0]["list"] == "l01"
    drawn = ["l02-02", "l02", "l01-01", "l01", "l02-01", "l01-02", "l01-03"]
    said = counted("dhondt", CODES, cast, seats=1, preferred=drawn)
    assert said["given"] == [{"list": "l02", "quotient": "5", "tied": ["l01", "l02"]}]
