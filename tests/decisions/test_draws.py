"""Draws as pure functions: equal people have equal chances, and nothing in a list can be changed unseen."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhall.decisions.lotteries import drawing
from commonhall.decisions.lotteries.drawing import Row
from commonhall.methods.sortition import SortitionError, read_portfolio

codes = st.integers(0, 10**6).map(lambda number: f"T{number:07}")
rows = st.lists(
    st.builds(
        Row,
        codes,
        place=st.integers(1, 50),
        points=st.integers(0, 3),
        household=st.sampled_from(["", "", "h1", "h2"]),
    ),
    min_size=1,
    max_size=25,
    unique_by=lambda row: row.code,
)


def said(found: list[Row], rule: str, places: int, homes: bool, seed: str) -> dict[str, Any]:
    lottery = {
        "kind": "places",
        "rule": rule,
        "places": places,
        "quotas": [],
        "household": homes,
        "source": "record",
        "root": "",
        "ready_in": "",
        "seed": seed,
        "seed_from": {},
        "turns": [],
    }
    return drawing.published(lottery, found, None)


@settings(max_examples=150, deadline=None)
@given(
    rows,
    st.sampled_from(["lottery", "need", "queue"]),
    st.integers(1, 10),
    st.booleans(),
    st.text(min_size=1),
)
def test_a_draw_keeps_its_rules(
    found: list[Row], rule: str, places: int, homes: bool, seed: str
) -> None:
    outcome = drawing.replay(said(found, rule, places, homes, seed))
    known = {one.code: one for one in found}
    held = [known[code].household for code in outcome.drawn]
    assert len(outcome.drawn) <= places and not outcome.wrong
    if homes:
        assert max(Counter(home for home in held if home).values(), default=1) == 1
    else:
        assert len(outcome.drawn) == min(places, len(found))
    if rule == "need" and not homes and len(found) > places:
        left = [one.points for one in found if one.code not in outcome.drawn]
        assert min(known[code].points for code in outcome.drawn) >= max(left)
    assert drawing.replay(said(found[::-1], rule, places, homes, seed)) == outcome


@settings(max_examples=100, deadline=None)
@given(rows, st.data())
def test_any_change_of_the_list_changes_its_root(found: list[Row], data: st.DataObject) -> None:
    root = drawing.root_of(found)
    at = data.draw(st.integers(0, len(found) - 1))
    one = found[at]
    changes = [
        found[:at] + found[at + 1 :],
        [*found, Row("X")],
        [*found[:at], replace(one, points=one.points + 1), *found[at + 1 :]],
        [*found[:at], replace(one, kind=one.kind + 1), *found[at + 1 :]],
        [*found[:at], replace(one, household=one.household + "x"), *found[at + 1 :]],
    ]
    assert root not in [drawing.root_of(change) for change in changes]
    assert drawing.root_of(found[::-1]) == root


def test_equal_tickets_are_drawn_equally_often() -> None:
    """3,000 seeds, 3 of 10: each ticket 900 times, within five standard errors (25 each)."""
    found = [Row(f"T{number}") for number in range(10)]
    counted: Counter[str] = Counter()
    for number in range(3000):
        counted.update(drawing.replay(said(found, "lottery", 3, False, f"seed {number}")).drawn)
    assert all(abs(counted[one.code] - 900) < 125 for one in found), counted


def test_who_waits_does_not_gain_by_when_another_declines() -> None:
    """The follower is the next in the order, so the final holders do not depend on who declined when."""
    found = [Row(f"T{number}") for number in range(9)]
    form = said(found, "lottery", 3, False, "seed")
    first, second, third = drawing.replay(form).drawn
    order = [one.code for one in drawing.ordered("lottery", found, "seed")]
    turn = {"code": first, "how": "declined", "next": order[3], "among": [0]}
    outcome = drawing.replay({**form, "turns": [turn]})
    assert outcome.sitting == {second, third, order[3]} and not outcome.wrong
    wrong = drawing.replay({**form, "turns": [{**turn, "next": order[4]}]})
    assert "comes" in wrong.wrong[0]
    stranger = drawing.replay({**form, "turns": [{**turn, "code": order[8]}]})
    assert "did not have" in stranger.wrong[0]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.integers(1, 9)), max_size=8
    )
)
def test_what_is_shown_of_types_is_shared_by_five(types: list[tuple[str, str, int]]) -> None:
    counts = [count for _a, _b, count in types]
    shown = drawing.visible([[a, b] for a, b, _count in types], counts)
    sizes: Counter[tuple[str, ...]] = Counter()
    for profile, count in zip(shown, counts, strict=True):
        sizes[tuple(profile)] += count
    assert all(size >= 5 or not any(profile) for profile, size in sizes.items())


@pytest.mark.parametrize(
    "change",
    [
        {"panels": []},
        {"types": [{}]},
        {"panels": [{"tickets": 1, "seats": {"0": 9}}]},
        {"size": "x"},
    ],
)
def test_a_portfolio_that_is_none_is_refused(change: dict[str, Any]) -> None:
    good = {
        "size": 1,
        "features": ["a"],
        "types": [{"profile": ["x"], "people": ["p", "q"]}],
        "households": {},
        "panels": [{"tickets": 5, "seats": {"0": 1}}],
    }
    assert read_portfolio(good).all_tickets == 5
    with pytest.raises(SortitionError):
        read_portfolio({**good, **change})
