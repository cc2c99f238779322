"""What an outcome gives to whom: exclusion, shares of groups, rules beside one another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from commonhall.methods.budgeting.completion import completed_equal_shares
from commonhall.methods.budgeting.election import Election
from commonhall.methods.budgeting.greedy import greedy
from commonhall.methods.budgeting.outcome import Outcome
from commonhall.methods.budgeting.phragmen import phragmen


def exclusion_ratio(election: Election, winners: Iterable[str]) -> Fraction:
    """The share of voters none of whose choices won (empty ballots included); 0 without voters."""
    if not election.voters:
        return Fraction(0)
    served = np.zeros(len(election.weights), dtype=bool)
    for name in winners:
        served[election.members[election.supporters(election.index[name])]] = True
    return 1 - Fraction(int(election.weights[served].sum()), election.voters)


@dataclass(frozen=True)
class GroupShare:
    """A category or district: its projects and winners, money won, and three shares: of all
    votes given, of the cost of all projects, and of the money spent."""

    name: str
    projects: int
    winners: int
    spent: Fraction
    votes_share: Fraction
    cost_share: Fraction
    spent_share: Fraction


def shares_per_group(
    election: Election, winners: Iterable[str], by: str = "category"
) -> list[GroupShare]:
    """Shares by `category` or `district`, in text order.

    A project with several categories counts in each, so shares may add up to more than one.
    """
    won = {election.index[name] for name in winners}
    groups: dict[str, list[int]] = {}
    for place, project in enumerate(election.projects):
        for name in project.groups(by):
            groups.setdefault(name, []).append(place)
    votes = [election.votes(place) for place in range(len(election.projects))]
    all_cost = sum(election.costs, Fraction(0))
    all_spent = sum((election.costs[place] for place in won), Fraction(0))

    def share(part: Fraction, whole: Fraction) -> Fraction:
        return part / whole if whole else Fraction(0)

    found = []
    for name in sorted(groups):
        places = groups[name]
        inside = [place for place in places if place in won]
        spent = sum((election.costs[place] for place in inside), Fraction(0))
        cost = sum((election.costs[place] for place in places), Fraction(0))
        given = Fraction(sum(votes[place] for place in places))
        found.append(
            GroupShare(
                name,
                len(places),
                len(inside),
                spent,
                share(given, Fraction(sum(votes))),
                share(cost, all_cost),
                share(spent, all_spent),
            )
        )
    return found


@dataclass(frozen=True)
class Comparison:
    """One rule's outcome in numbers; `mean_*` are per voter, `shared` the winners all rules have."""

    rule: str
    outcome: Outcome
    exclusion: Fraction
    mean_winners: Fraction
    mean_money: Fraction
    shared: int


USUAL_RULES: Mapping[str, Callable[[Election], Outcome]] = {
    "mes/add1u": lambda election: completed_equal_shares(election, "cost", "add1u"),
    "phragmen": phragmen,
    "greedy": greedy,
    "greedy-ratio": lambda election: greedy(election, "ratio"),
}


def compare_rules(
    election: Election, rules: Mapping[str, Callable[[Election], Outcome]] = USUAL_RULES
) -> list[Comparison]:
    """Each rule's winners, and what voters get: supported winners and their cost, on average."""
    outcomes = {name: rule(election) for name, rule in rules.items()}
    common = set.intersection(*(set(outcome.winners) for outcome in outcomes.values()))
    found = []
    for name, outcome in outcomes.items():
        places = [election.index[winner] for winner in outcome.winners]
        votes = sum(election.votes(place) for place in places)
        money = sum(
            (election.votes(place) * election.costs[place] for place in places), Fraction(0)
        )
        voters = max(election.voters, 1)
        found.append(
            Comparison(
                name,
                outcome,
                exclusion_ratio(election, outcome.winners),
                Fraction(votes, voters),
                money / voters,
                len(common),
            )
        )
    return found
