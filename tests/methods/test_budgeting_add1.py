"""Add1 passes over endowments at which nothing can change: beside counting at every one."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import partial

import pytest

from commonhall.methods.budgeting import (
    SATISFACTIONS,
    Election,
    Outcome,
    Project,
    completed_equal_shares,
    completion,
    election_from_ballots,
    equal_shares,
)
from commonhall.methods.budgeting.equal_shares import run_equal_shares
from tests.methods.test_budgeting import naive_equal_shares

PARTS = 8
CASES = 2400
Ballots = list[dict[str, int]]


def random_election(seed: int) -> tuple[list[Project], Ballots, int]:
    """Few voters and much money, so that hundreds of counts are needed; costs that are level or
    one unit apart, and ballots that repeat, so that ties and near ties last.
    """
    mix = random.Random(seed)
    size = mix.choice((20, 200, 2000))
    base = [mix.randint(1, size) for _ in range(3)]
    costs = [
        max(0, mix.choice(base) + mix.choice((0, 0, 1, -1, size // 7)))
        for _ in range(mix.randint(2, 9))
    ]
    projects = [Project(str(number), Fraction(cost)) for number, cost in enumerate(costs)]
    kind = mix.choice(("approval", "cumulative", "ordinal"))
    ballots: Ballots = []
    for _ in range(mix.randint(1, 9)):
        chosen = mix.sample(
            [project.id for project in projects], mix.randint(1, min(5, len(costs)))
        )
        if kind == "approval":
            ballot = dict.fromkeys(chosen, 1)
        elif kind == "cumulative":
            ballot = {name: mix.randint(1, 4) for name in chosen}
        else:
            ballot = {name: len(chosen) - at for at, name in enumerate(chosen)}
        ballots += [ballot] * mix.choice((1, 1, 1, 2, 5))
    return projects, ballots, mix.randint(1, sum(costs) + 3)


def counted_at_every_endowment(
    election: Election, satisfaction: str, doubt: float = 0.0
) -> Outcome:
    """Add1 as it is defined."""
    kept = equal_shares(election, satisfaction, doubt=doubt)
    highest = max(sum(election.costs, Fraction(0)), election.budget)
    while kept.endowment is not None and kept.endowment <= highest:
        won = {election.index[name] for name in kept.winners}
        if not any(
            election.votes(place) and kept.spent + cost <= election.budget
            for place, cost in enumerate(election.costs)
            if place not in won and not election.rivals[place] & won
        ):
            break
        richer = equal_shares(election, satisfaction, endowment=kept.endowment + 1, doubt=doubt)
        if richer.spent > election.budget:
            break
        kept = richer
    return kept


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_add1_is_what_counting_at_every_endowment_gives(part: int) -> None:
    """Winners, rounds with their prices and ties, and the endowment, all the same."""
    leapt = 0
    for seed in range(part, CASES, PARTS):
        projects, ballots, budget = random_election(seed)
        election = election_from_ballots(projects, ballots, budget)
        if seed % 5 == 0 and len(projects) > 2:
            election = election.restricted([], [["0", "1"]])
        satisfaction = SATISFACTIONS[seed // PARTS % 4]
        plain = counted_at_every_endowment(election, satisfaction)
        counts: list[None] = []
        ours = completed_equal_shares(
            election, satisfaction, "add1", on_step=partial(counts.append, None)
        )
        assert (ours.winners, ours.rounds, ours.endowment) == (
            plain.winners,
            plain.rounds,
            plain.endowment,
        ), seed
        assert plain.endowment is not None
        leapt += len(counts) < plain.endowment - Fraction(budget, election.voters)
        if seed % 10 == 0:
            exact = counted_at_every_endowment(election, satisfaction, doubt=2.0)
            assert exact.endowment == plain.endowment, seed
            assert exact.winners == plain.winners, seed
            at_end = (projects, ballots, int(plain.endowment * election.voters))
            if plain.endowment * election.voters == at_end[2] and seed % 5:
                assert list(ours.winners) == naive_equal_shares(at_end, satisfaction), seed
    assert leapt > CASES // PARTS // 10


SEVEN = (
    {"p0": 0, "p1": 6, "p2": 2, "p3": 2, "p4": 5, "p5": 2},
    ["p0 p4", "p0 p1 p4 p5", "p1 p2 p3 p4", "p0 p2", "p1 p3 p4", "p1 p2 p4", "p3"],
    20,
)


def scaled(projects: list[Project], ballots: Ballots, budget: int, unit: int) -> Election:
    dearer = [Project(one.id, one.cost * unit) for one in projects]
    return election_from_ballots(dearer, ballots, budget * unit)


@pytest.mark.parametrize("unit", [10**3, 10**6, 10**9, 10**12])
def test_counts_do_not_grow_with_the_unit_of_money(unit: int) -> None:
    """Projects that stay level at every endowment: counted one unit after the other before."""
    costs, given, budget = SEVEN
    projects = [Project(name, Fraction(cost)) for name, cost in costs.items()]
    ballots = [dict.fromkeys(names.split(), 1) for names in given]
    counts: list[None] = []
    found = completed_equal_shares(
        scaled(projects, ballots, budget, unit),
        "cost",
        "add1",
        on_step=partial(counts.append, None),
    )
    assert set(found.winners) == set(costs) and len(counts) < 100
    assert found.endowment is not None and 0 <= found.endowment - Fraction(9 * unit, 2) <= 1


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_a_million_times_the_money_takes_about_a_thousand_counts(part: int) -> None:
    for seed in range(part, 160, PARTS):
        projects, ballots, budget = random_election(seed)
        counts: list[None] = []
        completed_equal_shares(
            scaled(projects, ballots, budget, 10**6),
            SATISFACTIONS[seed // PARTS % 4],
            "add1u",
            on_step=partial(counts.append, None),
        )
        assert len(counts) < 2000, seed


@pytest.mark.parametrize("seed", range(60))
def test_leaps_whose_end_is_reckoned_are_what_counting_at_every_endowment_gives(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(completion, "LONGEST_REST", 0)
    projects, ballots, budget = random_election(seed)
    election = election_from_ballots(projects, ballots, budget)
    if seed % 5 == 0 and len(projects) > 2:
        election = election.restricted([], [["0", "1"]])
    satisfaction = SATISFACTIONS[seed % 4]
    plain = counted_at_every_endowment(election, satisfaction)
    ours = completed_equal_shares(election, satisfaction, "add1")
    assert (ours.rounds, ours.endowment) == (plain.rounds, plain.endowment)


@pytest.mark.parametrize("seed", range(0, 120, 3))
def test_with_any_growth_up_to_the_end_of_a_leap_the_same_is_bought(seed: int) -> None:
    projects, ballots, budget = random_election(seed)
    election = election_from_ballots(projects, ballots, budget)
    satisfaction = SATISFACTIONS[seed % 4]
    run = run_equal_shares(election, satisfaction)
    for _ in range(5):
        end = run.same_until(40)
        for more in range(1, end + 1):
            richer = run_equal_shares(election, satisfaction, run.endowment + more)
            assert richer._history == run._history, (run.endowment, more)
        run = run_equal_shares(election, satisfaction, run.endowment + end + 1)
