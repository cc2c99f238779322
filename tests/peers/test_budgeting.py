"""Budgets beside pabutools 1.2.3, on ten thousand random elections.

Known differences, none of which these elections contain: the peer's greedy rule and exhaustive
completions buy projects that nobody supports once nothing else is left, ours never do (see
`test_projects_nobody_supports_change_no_other_winner`); its Phragmén buys projects without any support at an
infinite load once nothing else is left; its Borda score gives the last project of a ballot
nothing, ours one (here it is set to the peer's).
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

pytest.importorskip("pabutools")

from pabutools.analysis.priceability import priceable
from pabutools.election import Cardinality_Sat, Cost_Sat
from pabutools.fractions import frac
from pabutools.rules import (
    max_additive_utilitarian_welfare,
    method_of_equal_shares,
    sequential_phragmen,
)
from pabutools.rules.maximin_support import maximin_support as peer_maximin_support

from commonhall.methods.budgeting import (
    completed_equal_shares,
    greedy,
    is_priceable,
    knapsack,
    maximin_support,
    payments,
)
from tests.methods.budgeting_kit import our_election, random_case, winners
from tests.peers.budgeting_peer import (
    peer_election,
    peer_rules,
    peer_winners,
)

PARTS = 20
CASES = 10_000


@pytest.mark.parametrize("part", range(PARTS))
def test_winners_are_the_peers(part: int) -> None:
    for seed in range(part, CASES, PARTS):
        case = random_case(seed)
        election = our_election(case)
        instance, profile = peer_election(case)
        for rule, count in peer_rules(case.kind).items():
            assert winners(election, rule) == peer_winners(count(instance, profile)), (seed, rule)


@pytest.mark.parametrize("part", range(4))
def test_projects_nobody_supports_change_no_other_winner(part: int) -> None:
    """With projects added that no ballot names: the peer's winners among the supported ones are ours."""
    bought = 0
    for seed in range(part, 1200, 4):
        case = random_case(seed)
        extra = {f"x{cost}": cost for cost in (1, 2, 7)}
        case = replace(case, costs={**case.costs, **extra})
        election = our_election(case)
        instance, profile = peer_election(case)
        for rule, count in peer_rules(case.kind).items():
            found = peer_winners(count(instance, profile))
            bought += bool(set(found) & set(extra))
            assert winners(election, rule) == [one for one in found if one not in extra], (
                seed,
                rule,
            )
    assert bought, "the peer bought none of them: the comparison says nothing"


@pytest.mark.parametrize("part", range(4))
def test_maximin_support_knapsack_and_priceability_are_the_peers(part: int) -> None:
    """Maximin support: the peer's linear programs compare loads in double precision."""
    for seed in range(3 * part, 1200, 12):
        case = random_case(seed)
        election = our_election(case)
        instance, profile = peer_election(case)
        assert sorted(maximin_support(election).winners) == peer_winners(
            peer_maximin_support(instance, profile)
        ), seed
        best = max_additive_utilitarian_welfare(instance, profile, Cardinality_Sat)
        ours = knapsack(election).winners
        votes = sum(election.votes(election.index[name]) for name in ours)
        assert votes == sum(profile.approval_score(project) for project in best), seed
        chosen = greedy(election).winners
        allocation = [project for project in instance if project.name in chosen]
        found = priceable(instance, profile, allocation).status == 1
        assert is_priceable(election, chosen) == found, seed


@pytest.mark.parametrize("part", range(4))
def test_phragmen_completes_equal_shares_as_the_peer_does(part: int) -> None:
    """The peer's Phragmén, started from the loads that Equal Shares leaves, stops at the first
    project that does not fit; ours passes it over. So the peer's winners come first in ours, and
    are all of ours when nothing else fits.
    """
    whole = 0
    for seed in range(3 * part, 6000, 12):
        case = random_case(seed)
        election = our_election(case)
        instance, profile = peer_election(case)
        funded = method_of_equal_shares(instance, profile, sat_class=Cost_Sat)
        outcome = completed_equal_shares(election, "cost", "phragmen")
        paid = payments(election, outcome)
        share = Fraction(case.budget, len(case.ballots))
        loads = [
            sum(paid.of_ballot({n: 1 for n, _ in ballot}).values(), Fraction(0)) - share
            for ballot in case.ballots
        ]
        found = sequential_phragmen(
            instance,
            profile,
            initial_loads=[frac(f.numerator, f.denominator) for f in loads],
            initial_budget_allocation=funded,
        )
        assert peer_winners(found) == sorted(outcome.winners[: len(found)]), seed
        if instance.is_exhaustive(found):
            assert len(found) == len(outcome.winners), seed
            whole += 1
    assert whole > 50
