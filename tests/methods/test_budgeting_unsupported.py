"""A project without a single vote never wins: under any rule, with any completion, at any cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhall.methods.budgeting import (
    COMPLETIONS,
    SATISFACTIONS,
    Election,
    Outcome,
    Project,
    by_district,
    completed_equal_shares,
    election_from_ballots,
    greedy,
    knapsack,
    maximin_support,
    phragmen,
    with_minimum_grants,
)
from commonhall.methods.budgeting.greedy import ORDERS
from commonhall.methods.budgeting.knapsack import WORTHS

RULES: dict[str, Callable[[Election], Outcome]] = {
    "phragmen": phragmen,
    "maximin": maximin_support,
    **{f"greedy-{order}": lambda e, o=order: greedy(e, o) for order in ORDERS if order != "ratio"},
    **{f"knapsack-{worth}": lambda e, w=worth: knapsack(e, w) for worth in WORTHS},
    **{
        f"mes/{worth}/{rest}": lambda e, w=worth, r=rest: completed_equal_shares(e, w, r)
        for worth in SATISFACTIONS
        for rest in COMPLETIONS
    },
}
Drawn = tuple[list[Project], list[dict[str, int]], int]


@st.composite
def drawn(draw: st.DrawFn) -> Drawn:
    """Elections in which some projects are named by no ballot, or by a ballot that gives nothing."""
    count = draw(st.integers(2, 6))
    costs = draw(st.lists(st.integers(0, 12), min_size=count, max_size=count))
    projects = [Project(str(number), Fraction(cost)) for number, cost in enumerate(costs)]
    named = st.sampled_from([project.id for project in projects[: draw(st.integers(1, count))]])
    ballots = draw(st.lists(st.dictionaries(named, st.integers(0, 3)), max_size=7))
    return projects, ballots, draw(st.integers(0, 40))


@pytest.mark.parametrize("rule", RULES)
@given(case=drawn())
@settings(max_examples=60, deadline=None)
def test_it_never_wins_and_changes_nothing(rule: str, case: Drawn) -> None:
    projects, ballots, budget = case
    supported = {name for ballot in ballots for name, score in ballot.items() if score}
    outcome = RULES[rule](election_from_ballots(projects, ballots, budget))
    assert set(outcome.winners) <= supported
    # Whoever leaves it off the ballot gets the same winners, in the same order.
    fewer = [project for project in projects if project.id in supported]
    kept = [{name: n for name, n in ballot.items() if name in supported} for ballot in ballots]
    assert RULES[rule](election_from_ballots(fewer, kept, budget)).winners == outcome.winners


@pytest.mark.parametrize("rule", [*RULES, "greedy-ratio"])
def test_no_ballots_and_empty_ballots_decide_nothing(rule: str) -> None:
    projects = [Project("a", Fraction(0)), Project("b", Fraction(5))]
    count = RULES.get(rule, lambda election: greedy(election, "ratio"))
    for ballots in ([], [{}, {}], [{"a": 0, "b": 0}]):
        assert count(election_from_ballots(projects, ballots, 100)).winners == ()


def test_not_in_stages_either() -> None:
    """Districts and minimum grants hand money on; it never reaches what nobody voted for."""
    projects = [
        Project("a", Fraction(4), category="green", district="north"),
        Project("b", Fraction(4), category="green", district="north"),
        Project("c", Fraction(4), category="roads", district="south"),
        Project("d", Fraction(4)),
    ]
    election = election_from_ballots(projects, [{"a": 1}, {"a": 1, "d": 1}], 100)

    def rule(part: Election) -> Outcome:
        return completed_equal_shares(part, "cost", "add1u")

    assert by_district(election, {"north": 50, "south": 40}, rule, 10).winners == ("a", "d")
    assert set(with_minimum_grants(election, {"green": 20, "roads": 20}, rule).winners) == {
        "a",
        "d",
    }
    shut = replace(election.restricted(exclusive=[["a", "b"]]))
    assert "b" not in rule(shut).winners
