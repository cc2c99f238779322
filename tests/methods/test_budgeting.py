"""Counting budgets: what must hold on every election, checked against plain rational code."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhall.methods.budgeting import (
    COMPLETIONS,
    SATISFACTIONS,
    Election,
    ElectionError,
    Project,
    completed_equal_shares,
    election_from_ballots,
    equal_shares,
    explain,
    greedy,
    phragmen,
)

Ballots = list[dict[str, int]]
Case = tuple[list[Project], Ballots, int]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Small elections with few distinct costs and scores, so that ties are common."""
    count = draw(st.integers(1, 6))
    costs = draw(st.lists(st.integers(0, 12), min_size=count, max_size=count))
    projects = [Project(str(number), Fraction(cost)) for number, cost in enumerate(costs)]
    names = st.sampled_from([project.id for project in projects])
    ballots = draw(st.lists(st.dictionaries(names, st.integers(1, 3)), min_size=1, max_size=9))
    return projects, ballots, draw(st.integers(0, 30))


def build(case: Case) -> Election:
    projects, ballots, budget = case
    return election_from_ballots(projects, ballots, budget)


def supported(ballots: Ballots, name: str) -> bool:
    return any(ballot.get(name) for ballot in ballots)


def naive_equal_shares(case: Case, satisfaction: str) -> list[str]:
    return naive_payments(case, satisfaction)[0]


def naive_payments(case: Case, satisfaction: str) -> tuple[list[str], list[Fraction]]:
    """Equal Shares voter by voter, straight from its definition; what each voter has left."""
    projects, ballots, budget = case
    cost = {project.id: project.cost for project in projects}
    money = [Fraction(budget, len(ballots))] * len(ballots)

    def worth(voter: int, name: str) -> Fraction:
        score = Fraction(ballots[voter].get(name, 0))
        if satisfaction in ("cost", "cardinality"):
            score = Fraction(min(score, 1))
        return score * cost[name] if satisfaction.startswith("cost") else score

    won = sorted(name for name in cost if cost[name] == 0 and supported(ballots, name))
    while True:
        best: tuple[Fraction, str] | None = None
        for name in sorted(cost):
            fans = [v for v in range(len(ballots)) if ballots[v].get(name)]
            if name in won or sum((money[v] for v in fans), Fraction(0)) < cost[name] or not fans:
                continue
            for top in sorted(fans, key=lambda v: money[v] / worth(v, name)):
                price = money[top] / worth(top, name)
                if sum(min(money[v], price * worth(v, name)) for v in fans) >= cost[name]:
                    break
            poor = [v for v in fans if money[v] < price * worth(v, name)]
            rest = sum((worth(v, name) for v in fans if v not in poor), Fraction(0))
            price = (cost[name] - sum((money[v] for v in poor), Fraction(0))) / rest
            if best is None or price < best[0]:
                best = (price, name)
        if best is None:
            return won, money
        price, name = best
        won.append(name)
        for v in range(len(ballots)):
            if ballots[v].get(name):
                money[v] -= min(money[v], price * worth(v, name))


def naive_phragmen(case: Case) -> list[str]:
    projects, ballots, budget = case
    cost = {project.id: project.cost for project in projects}
    load = [Fraction(0)] * len(ballots)
    won = sorted(name for name in cost if cost[name] == 0 and supported(ballots, name))
    while True:
        moments = {}
        for name in cost:
            fans = [v for v in range(len(ballots)) if ballots[v].get(name)]
            if name not in won and fans and cost[name] <= budget:
                moments[name] = (cost[name] + sum(load[v] for v in fans)) / len(fans)
        spent = sum((cost[name] for name in won), Fraction(0))
        if not moments:
            return won
        now = min(moments.values())
        tied = sorted(name for name in moments if moments[name] == now)
        if any(spent + cost[name] > budget for name in tied):
            return won
        won.append(tied[0])
        load = [now if ballots[v].get(tied[0]) else load[v] for v in range(len(ballots))]


def naive_phragmen_completion(case: Case, satisfaction: str) -> list[str]:
    """Voters who hold what Equal Shares left them earn on; only what fits can be bought."""
    projects, ballots, budget = case
    cost = {project.id: project.cost for project in projects}
    won, left = naive_payments(case, satisfaction)
    load = [-money for money in left]
    while True:
        rest = budget - sum((cost[name] for name in won), Fraction(0))
        moments = {}
        for name in cost:
            fans = [v for v in range(len(ballots)) if ballots[v].get(name)]
            if name not in won and fans and cost[name] <= rest:
                moments[name] = (cost[name] + sum(load[v] for v in fans)) / len(fans)
        if not moments:
            return won
        now, name = min((moment, name) for name, moment in moments.items())
        won.append(name)
        load = [now if ballots[v].get(name) else load[v] for v in range(len(ballots))]


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(cases(), st.sampled_from(SATISFACTIONS))
def test_completion_by_phragmen_agrees_with_its_definition(case: Case, satisfaction: str) -> None:
    ours = completed_equal_shares(build(case), satisfaction, "phragmen")
    assert list(ours.winners) == naive_phragmen_completion(case, satisfaction)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(cases(), st.sampled_from(SATISFACTIONS))
def test_equal_shares_agrees_with_its_definition(case: Case, satisfaction: str) -> None:
    assert list(equal_shares(build(case), satisfaction).winners) == naive_equal_shares(
        case, satisfaction
    )


@settings(max_examples=150, deadline=None)
@given(cases())
def test_phragmen_agrees_with_its_definition(case: Case) -> None:
    assert list(phragmen(build(case)).winners) == naive_phragmen(case)


@settings(max_examples=150, deadline=None)
@given(cases(), st.sampled_from(SATISFACTIONS), st.sampled_from(COMPLETIONS))
def test_forcing_every_decision_into_exact_arithmetic_changes_nothing(
    case: Case, satisfaction: str, completion: str
) -> None:
    election = build(case)
    forced = completed_equal_shares(election, satisfaction, completion, doubt=2.0)
    assert forced.winners == completed_equal_shares(election, satisfaction, completion).winners
    bought = [item for item in forced.rounds if item.step == "equal shares"]
    assert forced.exact_decisions >= len(bought)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(cases(), st.sampled_from(SATISFACTIONS), st.sampled_from(COMPLETIONS))
def test_no_rule_spends_more_than_the_budget(
    case: Case, satisfaction: str, completion: str
) -> None:
    election = build(case)
    for outcome in (
        completed_equal_shares(election, satisfaction, completion),
        greedy(election),
        phragmen(election),
    ):
        assert outcome.spent <= election.budget
        assert outcome.spent == sum(election.costs[election.index[w]] for w in outcome.winners)
        assert len(set(outcome.winners)) == len(outcome.winners)


@settings(max_examples=100, deadline=None)
@given(cases(), st.sampled_from(["greedy", "add1u"]))
def test_greedy_completion_leaves_no_supported_project_that_still_fits(
    case: Case, completion: str
) -> None:
    election = build(case)
    outcome = completed_equal_shares(election, "cost", completion)
    for project in election.projects:
        assert (
            project.id in outcome.winners
            or not supported(case[1], project.id)
            or outcome.spent + project.cost > election.budget
        )


@settings(max_examples=100, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_ballots_and_projects_does_not_matter(case: Case, mix: random.Random) -> None:
    projects, ballots, budget = case
    before = completed_equal_shares(build(case), "cost", "add1u")
    other_projects, other_ballots = list(projects), list(ballots)
    mix.shuffle(other_projects)
    mix.shuffle(other_ballots)
    after = completed_equal_shares(build((other_projects, other_ballots, budget)), "cost", "add1u")
    assert before == after


def seven_of_ten() -> Election:
    """Seven voters want the dear a, three the cheap b; both cost what 10 voters can carry."""
    projects = [Project("a", Fraction(70)), Project("a2", Fraction(70)), Project("b", Fraction(30))]
    return election_from_ballots(projects, [{"a": 1, "a2": 1}] * 7 + [{"b": 1}] * 3, 100)


def test_a_minority_gets_its_share_by_equal_shares() -> None:
    assert equal_shares(seven_of_ten()).winners == ("a", "b")


def test_a_tie_goes_to_the_first_id_and_is_named() -> None:
    first = equal_shares(seven_of_ten()).rounds[0]
    assert (first.project, first.tied) == ("a", ("a2",))


def test_ids_are_compared_as_text() -> None:
    projects = [Project("9", Fraction(5)), Project("10", Fraction(5))]
    election = election_from_ballots(projects, [{"9": 1, "10": 1}], 5)
    assert equal_shares(election).winners == ("10",)
    assert greedy(election).winners == ("10",)


def test_a_withdrawn_project_cannot_win() -> None:
    assert equal_shares(seven_of_ten().restricted(["a"])).winners == ("a2", "b")


def test_of_mutually_exclusive_projects_at_most_one_wins() -> None:
    projects = [Project(name, Fraction(1)) for name in "abc"]
    election = election_from_ballots(projects, [{"a": 1, "b": 1, "c": 1}] * 3, 3)
    for outcome in (
        completed_equal_shares(election.restricted([], [["a", "b"]]), "cost", "add1u"),
        greedy(election.restricted([], [["a", "b"]])),
        phragmen(election.restricted([], [["a", "b"]])),
    ):
        assert sorted(outcome.winners) == ["a", "c"]


def test_an_unknown_project_cannot_be_withdrawn() -> None:
    with pytest.raises(ElectionError, match="'zzz'"):
        seven_of_ten().restricted(["zzz"])


def test_a_ballot_for_an_unknown_project_is_refused() -> None:
    with pytest.raises(ElectionError, match="unknown project"):
        election_from_ballots([Project("a", Fraction(1))], [{"b": 1}], 1)


def test_a_lost_project_is_told_what_its_supporters_lacked() -> None:
    election = seven_of_ten()
    lost = {item.project: item for item in explain(election, equal_shares(election))}["a2"]
    assert (lost.won, lost.votes, lost.supporters_left, lost.lacking) == (False, 7, 0, 70)


def test_greedy_takes_the_most_votes_and_ratio_the_most_votes_for_the_money() -> None:
    projects = [Project("big", Fraction(90)), Project("small", Fraction(20))]
    election = election_from_ballots(projects, [{"big": 1}] * 3 + [{"small": 1}] * 2, 100)
    assert greedy(election).winners == ("big",)
    assert greedy(election, "ratio").winners == ("small",)
    assert greedy(election, "satisfaction").winners == ("big",)


def test_an_election_nobody_voted_in_funds_nothing_by_equal_shares() -> None:
    election = election_from_ballots([Project("a", Fraction(3))], [], 10)
    assert completed_equal_shares(election, "cost", "add1").winners == ()
