"""Budgets: maximin support, knapsack, limits and stages, payments, explanations, fairness."""

from __future__ import annotations

import itertools
import json
import os
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhall.methods.budgeting import (
    Election,
    ElectionError,
    Project,
    by_district,
    compare_rules,
    completed_equal_shares,
    core_violation,
    effective_votes,
    ejr_plus_violations,
    election_from_ballots,
    equal_shares,
    exclusion_ratio,
    explain,
    greedy,
    highest_winning_cost,
    is_priceable,
    knapsack,
    maximin_support,
    payments,
    phragmen,
    price_system,
    shares_per_group,
    with_minimum_grants,
)
from commonhall.site.cli import main
from tests.methods.budgeting_kit import election_of, our_election, random_case, winners

LARGE = {
    "poland_gdansk_2020_.pb",
    "poland_krakow_2021_.pb",
    "poland_lodz_2022_.pb",
    "poland_warszawa_2020_wawer.pb",
}
FROZEN = json.loads((Path(__file__).parent / "frozen" / "budgeting.json").read_text())
REAL = os.environ.get("COMMONHALL_REAL_DATA")
real = pytest.mark.skipif(not REAL, reason="COMMONHALL_REAL_DATA names no folder")
elections = st.integers(0, 10**6).map(lambda seed: our_election(random_case(seed)))


def sets(election: Election) -> list[tuple[int, ...]]:
    """All sets of projects."""
    places = range(len(election.projects))
    return [
        found for size in range(len(places) + 1) for found in itertools.combinations(places, size)
    ]


def money(election: Election, places: tuple[int, ...]) -> Fraction:
    return sum((election.costs[place] for place in places), Fraction(0))


# --- the peer's winners ---------------------------------------------------------------------------
@pytest.mark.slow
def test_random_elections_have_the_winners_that_pabutools_found() -> None:
    for seed, expected in enumerate(FROZEN["random"]):
        election = our_election(random_case(seed))
        for rule, names in expected.items():
            assert winners(election, rule) == names, (seed, rule)


@real
@pytest.mark.realdata
@pytest.mark.parametrize(
    "name",
    # Adding one to the budget takes minutes where a large city has voted.
    [
        pytest.param(one, marks=pytest.mark.full if one in LARGE else ())
        for one in sorted(FROZEN["files"])
    ],
)
def test_real_elections_have_the_winners_that_pabutools_found(name: str) -> None:
    path = Path(str(REAL)) / "pabulib" / name
    election = election_of(path)
    for rule, names in FROZEN["files"][name].items():
        assert winners(election, rule) == names, rule


# --- further rules --------------------------------------------------------------------------------
@settings(max_examples=60, deadline=None)
@given(elections)
def test_maximin_support_agrees_with_its_definition(election: Election) -> None:
    fans = [
        set(election.members[election.supporters(p)].tolist())
        for p in range(len(election.projects))
    ]

    def load(places: list[int]) -> Fraction:
        best = Fraction(0)
        for size in range(1, len(places) + 1):
            for group in itertools.combinations(places, size):
                reached = set().union(*(fans[place] for place in group))
                weight = int(election.weights[sorted(reached)].sum())
                best = max(best, money(election, group) / weight)
        return best

    won: list[int] = []
    while True:
        open_now = [
            place
            for place in range(len(fans))
            if place not in won
            and fans[place]
            and money(election, (*won, place)) <= election.budget
        ]
        if not open_now:
            break
        won.append(min(open_now, key=lambda place: (load([*won, place]), place)))
    names = [election.projects[place].id for place in won]
    assert list(maximin_support(election).winners) == names


@settings(max_examples=60, deadline=None)
@given(elections, st.sampled_from(["votes", "satisfaction", "points"]))
def test_knapsack_is_the_best_affordable_set(election: Election, worth: str) -> None:
    def value(places: tuple[int, ...]) -> Fraction:
        each = {
            "votes": lambda p: Fraction(election.votes(p)),
            "satisfaction": lambda p: election.votes(p) * election.costs[p],
            "points": lambda p: Fraction(election.points(p)),
        }[worth]
        return sum((each(place) for place in places), Fraction(0))

    affordable = [
        found
        for found in sets(election)
        if money(election, found) <= election.budget
        and all(election.votes(place) for place in found)
    ]
    top = max(value(found) for found in affordable)
    # Of several best sets the one that has the first id, then the second, …
    best = max(
        (found for found in affordable if value(found) == top),
        key=lambda found: [place in found for place in range(len(election.projects))],
    )
    names = {election.projects[place].id for place in best}
    assert set(knapsack(election, worth).winners) == names


def test_knapsack_knows_rivals_and_refuses_an_unknown_worth() -> None:
    projects = [Project(name, Fraction(1)) for name in "abc"]
    election = election_from_ballots(projects, [{"a": 1, "b": 1}] * 2 + [{"c": 1}], 3)
    assert knapsack(election.restricted([], [["a", "b"]])).winners == ("a", "c")
    with pytest.raises(ElectionError, match="'beauty'"):
        knapsack(election, "beauty")


# --- limits, districts, grants --------------------------------------------------------------------
@settings(max_examples=60, deadline=None)
@given(elections, st.integers(0, 40))
def test_a_category_never_costs_more_than_its_limit(election: Election, most: int) -> None:
    marked = replace(
        election,
        projects=tuple(
            replace(project, category="green" if place % 2 else "grey")
            for place, project in enumerate(election.projects)
        ),
    )
    limited = marked.with_limits({"grey": most})
    for outcome in (
        completed_equal_shares(limited, "cost", "add1u"),
        completed_equal_shares(limited, "cost", "phragmen"),
        greedy(limited),
        phragmen(limited),
        maximin_support(limited),
        knapsack(limited),
    ):
        spent = {share.name: share.spent for share in shares_per_group(limited, outcome.winners)}
        assert spent["grey"] <= most
        assert outcome.spent <= limited.budget


def town() -> Election:
    """Two districts and a citywide park."""
    projects = [
        Project("east1", Fraction(10), category="play", district="East"),
        Project("east2", Fraction(10), category="road", district="East"),
        Project("park", Fraction(12), category="green"),
        Project("west1", Fraction(10), category="road", district="West"),
    ]
    ballots = [{"east1": 1, "park": 1}] * 6 + [{"east2": 1}] * 3 + [{"west1": 1, "park": 1}] * 2
    return election_from_ballots(projects, ballots, 40)


def test_districts_are_counted_first_and_what_they_leave_goes_to_the_city() -> None:
    found = by_district(town(), {"East": 15, "West": 8}, greedy, 10)
    assert [(stage.name, outcome.winners) for stage, outcome in found.stages] == [
        ("East", ("east1",)),
        ("West", ()),
        ("citywide", ("park",)),
    ]
    assert found.spent == 22
    kept = by_district(town(), {"East": 15, "West": 8}, greedy, 10, carry=False)
    assert kept.winners == ("east1",)
    with pytest.raises(ElectionError, match="'North'"):
        by_district(town(), {"North": 5}, greedy)


def test_in_a_district_only_its_supporters_share_the_money() -> None:
    # West: two voters share 10 and pay west1; the nine others have no part in it.
    assert by_district(town(), {"West": 10}, equal_shares).stages[0][1].endowment == 5


def test_a_minimum_grant_is_spent_on_its_category_first() -> None:
    election = town()
    assert "west1" not in greedy(replace(election, budget=Fraction(32))).winners
    smaller = replace(election, budget=Fraction(32))
    found = with_minimum_grants(smaller.restricted(["east2"]), {"road": 10}, greedy)
    assert found.winners[0] == "west1"
    assert found.spent <= 32
    with pytest.raises(ElectionError, match="exceed"):
        with_minimum_grants(election, {"road": 41}, greedy)


# --- who paid, and why a project lost -------------------------------------------------------------
@settings(max_examples=80, deadline=None)
@given(elections, st.sampled_from(["cost", "cardinality", "points", "cost-points"]))
def test_payments_add_up_exactly(election: Election, satisfaction: str) -> None:
    outcome = equal_shares(election, satisfaction)
    found = payments(election, outcome, satisfaction)
    weights = election.weights.tolist()
    for purchase in found.purchases:
        paid = sum(each * weights[number] for number, each in purchase.paid.items())
        assert paid == election.costs[election.index[purchase.project]]
    for number, left in enumerate(found.left):
        assert left >= 0
        assert sum(found.of_class(number).values()) + left == outcome.endowment


def test_a_ballot_is_told_what_it_paid() -> None:
    projects = [Project("a", Fraction(6)), Project("b", Fraction(4))]
    election = election_from_ballots(projects, [{"a": 1, "b": 1}, {"a": 1}, {}], 12)
    found = payments(election, equal_shares(election))
    assert found.of_ballot({"a": 1}) == {"a": 3}
    assert found.of_ballot({"a": 1, "b": 1}) == {"a": 3}
    with pytest.raises(ElectionError, match="nobody"):
        found.of_ballot({"b": 1})


@settings(max_examples=80, deadline=None)
@given(elections, st.sampled_from(["cost", "cardinality", "points", "cost-points"]))
def test_the_winning_cost_is_exactly_where_winning_begins(
    election: Election, satisfaction: str
) -> None:
    outcome = equal_shares(election, satisfaction)

    def wins(name: str, cost: Fraction) -> bool:
        projects = list(election.projects)
        place = election.index[name]
        projects[place] = replace(projects[place], cost=cost)
        changed = replace(election, projects=tuple(projects))
        return name in equal_shares(changed, satisfaction, endowment=outcome.endowment).winners

    tiny = Fraction(1, 10**9)
    for item in explain(election, outcome, satisfaction):
        if item.won:
            assert item.winning_cost is None
            continue
        if item.winning_cost is None:
            assert not wins(item.project, tiny)
            continue
        assert item.winning_cost <= item.cost
        assert wins(item.project, item.winning_cost) != item.only_below
        assert wins(item.project, item.winning_cost * (1 - tiny))
        assert not wins(item.project, item.winning_cost * (1 + tiny))


def test_bisection_counts_completed_rules_again() -> None:
    projects = [Project("a", Fraction(70)), Project("b", Fraction(50))]
    election = election_from_ballots(projects, [{"a": 1}] * 6 + [{"b": 1}] * 4, 100)
    assert highest_winning_cost(election, "b", greedy) == 30
    assert highest_winning_cost(election, "b", equal_shares) == 40
    assert highest_winning_cost(election, "a", lambda found: equal_shares(found), 7) == 56


@settings(max_examples=50, deadline=None)
@given(elections)
def test_the_project_bought_has_the_most_effective_votes(election: Election) -> None:
    outcome = equal_shares(election)
    rows = effective_votes(election, outcome)
    bought = [item for item in outcome.rounds if item.step == "equal shares"]
    assert len(rows) == len(bought) + 1
    for row, item in zip(rows, bought, strict=False):
        place = election.index[item.project]
        assert row[place] == pytest.approx(max(value for value in row if value == value))
        assert row[place] <= election.votes(place) + 1e-9
    assert not (rows[-1] > 0).any()


# --- fairness -------------------------------------------------------------------------------------
@settings(max_examples=80, deadline=None)
@given(elections, st.sampled_from(["cost", "cardinality"]))
def test_equal_shares_satisfies_ejr_plus_and_is_priceable(
    election: Election, satisfaction: str
) -> None:
    outcome = equal_shares(election, satisfaction)
    assert ejr_plus_violations(election, outcome.winners, satisfaction) == []
    assert is_priceable(election, outcome.winners)


@settings(max_examples=40, deadline=None)
@given(elections, st.randoms(use_true_random=False))
def test_ejr_plus_agrees_with_its_definition(election: Election, mix: object) -> None:
    chosen = [project.id for project in election.projects if mix.random() < 0.4]  # type: ignore[attr-defined]
    won = {election.index[name] for name in chosen}
    fans = [
        set(election.members[election.supporters(p)].tolist())
        for p in range(len(election.projects))
    ]
    happy = [
        sum((election.costs[p] for p in won if number in fans[p]), Fraction(0))
        for number in range(len(election.weights))
    ]
    failing = set()
    for place in range(len(fans)):
        for level in {happy[number] for number in fans[place]} if place not in won else set():
            group = [number for number in fans[place] if happy[number] <= level]
            part = int(election.weights[group].sum()) * election.budget / election.voters
            if all(happy[number] + election.costs[place] <= part for number in group):
                failing.add(election.projects[place].id)
    found = {item.projects[0] for item in ejr_plus_violations(election, chosen)}
    assert found == failing


def unfair() -> Election:
    projects = [Project("a", Fraction(50)), Project("b", Fraction(50)), Project("c", Fraction(40))]
    return election_from_ballots(projects, [{"a": 1, "b": 1}] * 6 + [{"c": 1}] * 4, 100)


def test_greedy_leaves_a_minority_without_its_share() -> None:
    election = unfair()
    outcome = greedy(election)
    assert outcome.winners == ("a", "b")
    assert ejr_plus_violations(election, outcome.winners)[0].projects == ("c",)
    violation = core_violation(election, outcome.winners)
    assert violation is not None
    assert (violation.projects, violation.voters, violation.satisfaction) == (("c",), 4, 0)
    assert not is_priceable(election, outcome.winners)


def test_an_outcome_of_equal_shares_is_in_the_core_and_its_prices_hold() -> None:
    election = unfair()
    outcome = equal_shares(election)
    assert set(outcome.winners) == {"a", "c"}
    assert core_violation(election, outcome.winners) is None
    prices = price_system(election, outcome.winners)
    assert prices is not None
    weights = election.weights.tolist()
    for name, paid in prices.paid.items():
        total = sum(each * weights[number] for number, each in paid.items())
        assert total == pytest.approx(float(election.costs[election.index[name]]))
        assert max(paid.values()) <= prices.endowment + 1e-6


def test_the_core_of_too_many_projects_is_refused() -> None:
    projects = [Project(str(number), Fraction(1)) for number in range(19)]
    with pytest.raises(ElectionError, match="19 projects"):
        core_violation(election_from_ballots(projects, [{"1": 1}], 5), [])


def test_exclusion_counts_those_who_got_nothing() -> None:
    election = unfair()
    assert exclusion_ratio(election, ["a", "b"]) == Fraction(4, 10)
    assert exclusion_ratio(election, ["a", "c"]) == 0
    assert exclusion_ratio(election, []) == 1


def test_shares_and_rules_beside_one_another() -> None:
    shares = {share.name: share for share in shares_per_group(town(), ["east1", "park"])}
    assert (shares["green"].winners, shares["green"].spent_share) == (1, Fraction(12, 22))
    assert sum(share.votes_share for share in shares.values()) == 1
    rows = {row.rule: row for row in compare_rules(unfair())}
    assert rows["greedy"].exclusion == Fraction(4, 10)
    assert rows["mes/add1u"].exclusion == 0
    assert rows["greedy"].mean_money == 60


# --- the command ----------------------------------------------------------------------------------
PB = """META
key;value
description;Example
country;Nowhere
unit;Town
instance;2024
num_projects;3
num_votes;5
budget;100
vote_type;approval
rule;greedy
PROJECTS
project_id;cost;category;district
p1;60;road;East
p2;40;park,play;East
p3;30;park;West
VOTES
voter_id;vote
1;p1,p2
2;p1
3;p1
4;p3
5;p3
"""


def count_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *options: str
) -> dict[str, object]:
    path = tmp_path / "town.pb"
    path.write_text(PB, encoding="utf-8")
    assert main(["count", str(path), "--json", *options]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize(
    ("options", "won"),
    [
        (["--rule", "greedy"], ["p1", "p3"]),
        (["--rule", "maximin"], ["p3", "p1"]),
        (["--rule", "knapsack"], ["p1", "p3"]),
        (["--rule", "knapsack-satisfaction", "--withdraw", "p3"], ["p1", "p2"]),
        (["--rule", "greedy", "--limit", "park=35"], ["p1", "p3"]),
        (["--rule", "greedy", "--limit", "park=29"], ["p1"]),
        (["--rule", "greedy", "--grant", "play=40"], ["p2", "p1"]),
        (["--rule", "greedy", "--district", "East=60", "--district", "West=40"], ["p1", "p3"]),
        (["--rule", "mes", "--satisfaction", "cardinality"], ["p3", "p1"]),
    ],
)
def test_the_command_counts_by_rule_and_option(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], won: list[str]
) -> None:
    assert count_json(tmp_path, capsys, *options)["winners"] == won


def test_the_command_explains_at_what_cost_a_project_would_have_won(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "town.pb"
    data = count_json(tmp_path, capsys, "--withdraw", "p1", "--explain")
    reasons = {item["project"]: item for item in data["explanation"]}  # type: ignore[attr-defined]
    assert (data["winners"], reasons["p2"]["winning_cost"]) == (["p3"], "20")
    assert reasons["p2"]["only_below"] is False
    assert len(reasons["p2"]["effective_votes"]) == 2
    assert main(["count", str(path), "--withdraw", "p1", "--explain"]) == 0
    assert "would have won" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--limit", "park"], "NAME=MONEY"),
        (["--limit", "zoo=5"], "'zoo'"),
        (["--grant", "park=101"], "exceed"),
        (["--grant", "park=1", "--district", "East=1"], "combined"),
        (["--district", "East=101"], "exceed"),
    ],
)
def test_the_command_says_what_is_wrong_with_an_option(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], problem: str
) -> None:
    path = tmp_path / "town.pb"
    path.write_text(PB, encoding="utf-8")
    assert main(["count", str(path), *options]) == 2
    assert problem in capsys.readouterr().err
