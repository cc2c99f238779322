"""The order of waiting lists: whoever comes behind moves nobody, ties are told by time, a lot is drawn again by anybody."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhall.decisions.lotteries import drawing
from commonhall.methods.allocation import (
    LOTTERY,
    NEED,
    QUEUE,
    AllocationError,
    Waiting,
    ahead,
    expected_wait,
    grouped,
    ordered,
)

START = datetime(2026, 1, 1, tzinfo=UTC)
rules = st.sampled_from([QUEUE, NEED, LOTTERY])
people = st.lists(
    st.builds(
        Waiting,
        number=st.integers(100_000_000, 999_999_999),
        asked_at=st.integers(0, 50).map(lambda hours: START + timedelta(hours=hours)),
        points=st.integers(0, 5),
    ),
    unique_by=lambda one: one.number,
    min_size=1,
    max_size=30,
)


@given(rules, people, st.randoms(use_true_random=False))
def test_the_order_hangs_on_the_list_alone_and_not_on_how_it_was_read(rule, rows, chance) -> None:  # type: ignore[no-untyped-def]
    mixed = list(rows)
    chance.shuffle(mixed)
    assert ordered(rule, rows, "seed") == ordered(rule, mixed, "seed")


@given(st.sampled_from([QUEUE, NEED]), people)
def test_whoever_asks_later_with_no_more_points_moves_nobody(
    rule: str, rows: list[Waiting]
) -> None:
    before = ordered(rule, rows)
    last = max(one.asked_at for one in rows) + timedelta(hours=1)
    late = Waiting(99_999_999, last, min(one.points for one in rows))
    assert ordered(rule, [late, *rows]) == [*before, late]


@given(rules, people)
def test_whoever_leaves_moves_others_up_and_changes_no_order(
    rule: str, rows: list[Waiting]
) -> None:
    before = ordered(rule, rows, "seed")
    assert ordered(rule, rows[1:], "seed") == [one for one in before if one != rows[0]]


@given(people)
def test_more_points_come_first_then_time_then_the_number(rows: list[Waiting]) -> None:
    keys = [(-one.points, one.asked_at, one.number) for one in ordered(NEED, rows)]
    assert keys == sorted(keys)


@given(people)
def test_a_lot_is_what_the_check_of_lotteries_draws_again(rows: list[Waiting]) -> None:
    tickets = [drawing.Row(str(one.number)) for one in rows]
    theirs = [one.code for one in drawing.ordered("lottery", tickets, "root\n00ff")]
    assert [str(one.number) for one in ordered(LOTTERY, rows, "root\n00ff")] == theirs


@given(st.lists(st.integers(0, 40), max_size=60), st.integers(1, 10))
def test_no_band_of_points_holds_too_few_and_nobody_is_left_out(
    points: list[int], fewest: int
) -> None:
    found = grouped(points, fewest)
    assert all(one.people >= fewest and one.least <= one.most for one in found)
    assert sum(one.people for one in found) == (len(points) if len(points) >= fewest else 0)
    assert all(one.least > two.most for one, two in pairwise(found))


def test_nothing_is_told_that_does_not_follow() -> None:
    row = Waiting(1, START)
    with pytest.raises(AllocationError, match="seed"):
        ordered(LOTTERY, [row])
    with pytest.raises(AllocationError, match="rule"):
        ordered("age", [row])
    with pytest.raises(AllocationError, match="not on the list"):
        ahead([row], 2)
    today = date(2026, 11, 1)
    offers = [today - timedelta(days=30 * n) for n in range(5)]
    since = today - timedelta(days=150)
    assert expected_wait(3, offers[:4], since, today) is None
    found = expected_wait(3, offers, since, today)
    assert found is not None and (found.days, found.offers, found.within) == (120, 5, 150)
