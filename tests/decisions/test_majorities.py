"""Quorum and majority: what a body has decided, from numbers alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhall.decisions.motions.majorities import Count, has_quorum, needed_votes, passed
from commonhall.law.instruments.models import Majority


@st.composite
def counts(draw: st.DrawFn) -> Count:
    seats = draw(st.integers(1, 60))
    members = draw(st.integers(0, seats))
    may = draw(st.integers(0, members))
    yes = draw(st.integers(0, may))
    no = draw(st.integers(0, may - yes))
    abstained = draw(st.integers(0, may - yes - no))
    return Count(yes, no, abstained, may, members, seats)


KINDS = st.sampled_from(Majority.values)


@pytest.mark.parametrize(
    ("majority", "yes", "no", "members", "expected"),
    [
        ("simple", 1, 0, 9, True),
        ("simple", 3, 3, 9, False),
        ("members", 5, 0, 9, True),
        ("members", 4, 0, 9, False),
        ("members", 5, 0, 10, False),
        ("two-thirds", 4, 2, 9, True),
        ("two-thirds", 5, 3, 9, False),
        ("two-thirds", 0, 0, 9, False),
        ("three-quarters", 6, 2, 9, True),
        ("three-quarters", 5, 2, 9, False),
        ("two-thirds-members", 6, 0, 9, True),
        ("two-thirds-members", 5, 0, 9, False),
    ],
)
def test_majorities_by_hand(majority: str, yes: int, no: int, members: int, expected: bool) -> None:
    assert passed(Count(yes, no, 0, members, members, members), majority) is expected


def test_in_a_tie_the_casting_vote_decides_and_only_for_a_simple_majority() -> None:
    tie = Count(2, 2, 1, 5, 5, 5, casting="yes")
    assert passed(tie, "simple")
    assert not passed(replace(tie, casting="no"), "simple")
    assert not passed(replace(tie, casting=""), "simple")
    assert not passed(tie, "members")


@given(counts(), KINDS)
def test_one_more_in_favour_never_defeats_it(count: Count, majority: str) -> None:
    if count.abstained and passed(count, majority):
        more = replace(count, yes=count.yes + 1, abstained=count.abstained - 1)
        assert passed(more, majority)


@given(counts(), KINDS)
def test_nothing_passes_without_a_vote_for_it_or_with_more_against(
    count: Count, majority: str
) -> None:
    if passed(count, majority):
        assert count.yes > 0 and count.yes >= count.no


@given(counts())
def test_majorities_of_all_members_are_the_stricter(count: Count) -> None:
    if passed(count, Majority.TWO_THIRDS_MEMBERS):
        assert passed(count, Majority.MEMBERS) and passed(count, Majority.TWO_THIRDS)
    if passed(count, Majority.THREE_QUARTERS):
        assert passed(count, Majority.TWO_THIRDS)


@given(counts(), st.integers(0, 100))
def test_a_body_of_several_is_never_decided_by_one_of_them(count: Count, quorum: int) -> None:
    if count.seats > 1 and count.may > 1 and has_quorum(count, quorum):
        assert count.voted >= 2
    if count.may:
        assert 1 <= needed_votes(count, quorum) <= count.may
        assert has_quorum(replace(count, yes=count.may, no=0, abstained=0), quorum)
    else:
        assert not has_quorum(count, quorum)


@pytest.mark.parametrize(
    ("may", "quorum", "needed"), [(4, 50, 3), (5, 50, 3), (6, 50, 4), (9, 33, 3), (4, 100, 4)]
)
def test_a_quorum_is_more_than_its_share(may: int, quorum: int, needed: int) -> None:
    count = Count(yes=needed, no=0, abstained=0, may=may, members=may, seats=may)
    assert needed_votes(count, quorum) == needed
    assert has_quorum(count, quorum)
    assert not has_quorum(replace(count, yes=needed - 1), quorum)
