"""Who gains, against a count by hand; and what growth costs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from commonhall.evaluation.fruits.gains import FEWEST_PEOPLE, Place, gains, next_budget
from commonhall.evaluation.growth.changes import Point, Verdict, change, indexed, pairs
from tests.kit import found_hall

# Four places of 100, 300, 100 and 500 people; the worst off first.
BY_HAND = [
    Place(1, 10_000, 100, 10.0),
    Place(2, 60_000, 300, 20.0),
    Place(3, 40_000, 100, 30.0),
    Place(4, 90_000, 500, 40.0),
]


def test_shares_and_what_is_missing_are_those_of_a_hand_count() -> None:
    """200,000 for 1,000 people: 200 a head. Place 1 has 100 a head, place 4 180, place 2 200, place 3 400."""
    found = gains(BY_HAND)
    assert found is not None
    assert [(one.place.unit, round(one.share, 3)) for one in found.lines] == [
        (1, 0.5),
        (4, 0.9),
        (2, 1.0),
        (3, 2.0),
    ]
    assert [one.missing for one in found.lines] == [10_000, 10_000, 0, 0]
    assert [one.short for one in found.lines] == [True, False, False, False]


def test_fifths_of_people_cut_through_places() -> None:
    """The worst-off fifth is place 1 and a third of place 2: (100·100 + 100·200) / 200 = 150 a head."""
    found = gains(BY_HAND)
    assert found is not None
    assert [round(one.per_head, 6) for one in found.fifths] == [150, 200, 290, 180, 180]
    assert all(abs(one.people - 200) < 1e-9 for one in found.fifths)


def test_a_fair_next_budget_fills_up_those_furthest_behind() -> None:
    """10,000: place 1 from 100 a head to 180 takes 8,000; the other 2,000 lift 1 and 4 together."""
    found = gains(BY_HAND)
    assert found is not None
    assert next_budget(found, 4_000) == {1: 4_000}
    following = next_budget(found, 14_000)
    level = (10_000 + 90_000 + 14_000) / 600
    assert following == {1: 14_000 - (int(level * 500) - 90_000), 4: int(level * 500) - 90_000}


@given(
    st.lists(
        st.tuples(st.integers(0, 10**7), st.integers(FEWEST_PEOPLE, 10**5)), min_size=2, max_size=12
    ),
    st.integers(1, 10**8),
)
def test_a_next_budget_is_used_up_and_takes_from_nobody(
    rows: list[tuple[int, int]], amount: int
) -> None:
    found = gains([Place(at, money, people) for at, (money, people) in enumerate(rows)])
    if found is None:
        return
    following = next_budget(found, amount)
    assert sum(following.values()) == amount
    assert all(share > 0 for share in following.values())
    after = {
        one.place.unit: (one.place.amount + following.get(one.place.unit, 0)) / one.place.people
        for one in found.lines
    }
    lifted = [after[unit] for unit in following]
    # Nobody who got nothing stays behind those who got something, but for what rounding moves.
    left = [after[one.place.unit] for one in found.lines if one.place.unit not in following]
    slack = len(rows) / FEWEST_PEOPLE + 1
    assert not left or min(left) >= max(lifted) - slack


def test_it_says_where_the_money_gathers_only_if_the_interval_does() -> None:
    worse = [Place(at, 1000 * (20 - at), 100, float(at)) for at in range(20)]
    better = [Place(at, 1000 * (at + 1), 100, float(at)) for at in range(20)]
    level = [Place(at, 1000 * (1 + at % 2), 100, float(at)) for at in range(20)]
    for places, towards in ((worse, -1), (better, 1), (level, 0)):
        found = gains(places)
        assert found is not None and found.towards == towards


def test_small_places_and_no_money_are_not_told() -> None:
    assert gains([Place(1, 100, 50), Place(2, 100, FEWEST_PEOPLE - 1)]) is None
    assert gains([Place(1, 0, 50), Place(2, 0, 50)]) is None
    found = gains([Place(1, 100, 50), Place(2, 300, 50)])
    assert found is not None and found.tilt is None and found.fifths == ()


# --- what growth costs ------------------------------------------------------------------------------
def points(*values: float, error: float | None = None) -> list[Point]:
    return [Point(date(2021 + at, 1, 1), value, error) for at, value in enumerate(values)]


def test_richer_and_worse_off_comes_first() -> None:
    income = {1: points(100, 110), 2: points(100, 120), 3: points(100, 90), 4: points(100, 80)}
    dust = {1: points(20, 18), 2: points(20, 25), 3: points(20, 15), 4: points(20, 22)}
    found = pairs(income, dust, True, False)
    assert [(one.unit, one.verdict) for one in found] == [
        (2, Verdict.WORSE_OFF),
        (1, Verdict.BOTH),
        (3, Verdict.WITHOUT),
        (4, Verdict.NEITHER),
    ]
    assert found[0].gain.percent == pytest.approx(20) and not found[0].stated


def test_a_change_that_chance_could_make_is_not_clear() -> None:
    """Income from 100 ± 5 to 110 ± 5: 10 ± 13.9, so that nought lies inside."""
    gain, side = {1: points(100, 110, error=5)}, {1: points(20, 30, error=1)}
    (one,) = pairs(gain, side, True, False)
    assert one.verdict is Verdict.UNCLEAR and one.stated
    assert one.gain.low == pytest.approx(10 - 13.859, abs=0.01)
    (sure,) = pairs({1: points(100, 110, error=1)}, side, True, False)
    assert sure.verdict is Verdict.WORSE_OFF


def test_changes_are_over_five_years_and_never_from_nought() -> None:
    long = [Point(date(2010, 1, 1), 1.0), *points(100, 105, 110)]
    found = change(long, up=True)
    assert found is not None and found.first.value == 100
    assert change(points(0, 5), up=True) is None
    assert change(points(5), up=True) is None and change([], up=True) is None


def test_lines_begin_at_a_hundred() -> None:
    line = indexed({1: points(50, 60), 2: points(70, 60), 3: points(60, 90)})
    assert [round(value, 1) for _day, value in line] == [100.0, 100.0]


@pytest.mark.django_db
def test_an_empty_hall_says_what_it_takes(home: Path, client: Client) -> None:
    found_hall()
    for address in ("/fruits/", "/growth/"):
        page = client.get(address, follow=True)
        assert page.status_code == 200
        assert "nothing to compare yet" in page.content.decode()
