"""pabutools on the same elections."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from pabutools.election import (
    AbstractCardinalBallot,
    Additive_Borda_Sat,
    Additive_Cardinal_Sat,
    ApprovalBallot,
    ApprovalProfile,
    Cardinality_Sat,
    Cost_Sat,
    CumulativeBallot,
    CumulativeProfile,
    Instance,
    OrdinalBallot,
    OrdinalProfile,
    Project,
    parse_pabulib,
)
from pabutools.election.satisfaction.additivesatisfaction import AdditiveSatisfaction
from pabutools.fractions import frac
from pabutools.rules import (
    completion_by_rule_combination,
    greedy_utilitarian_welfare,
    method_of_equal_shares,
    sequential_phragmen,
)

from tests.methods.budgeting_kit import Case


class CostPointsSat(AdditiveSatisfaction):
    """Cost times points, in the peer's terms."""

    def __init__(self, instance: Any, profile: Any, ballot: AbstractCardinalBallot) -> None:
        super().__init__(
            instance,
            profile,
            ballot,
            lambda inst, prof, ball, project, precomputed: ball.get(project, 0) * project.cost,
        )


def peer_election(case: Case) -> tuple[Any, Any]:
    """The peer's instance and profile."""
    projects = {name: Project(name, cost) for name, cost in case.costs.items()}
    instance = Instance(projects.values(), budget_limit=case.budget)
    if case.kind == "approval":
        ballots = [ApprovalBallot([projects[n] for n, _ in ballot]) for ballot in case.ballots]
        return instance, ApprovalProfile(ballots, instance=instance)
    if case.kind == "ordinal":
        orders = [OrdinalBallot([projects[n] for n, _ in ballot]) for ballot in case.ballots]
        return instance, OrdinalProfile(orders, instance=instance)
    points = [CumulativeBallot({projects[n]: p for n, p in ballot}) for ballot in case.ballots]
    return instance, CumulativeProfile(points, instance=instance)


SATISFACTIONS: dict[str, dict[str, Any]] = {
    "approval": {"cost": Cost_Sat, "cardinality": Cardinality_Sat},
    "cumulative": {
        "cost": Cost_Sat,
        "cardinality": Cardinality_Sat,
        "points": Additive_Cardinal_Sat,
        "cost-points": CostPointsSat,
    },
    "ordinal": {"points": Additive_Borda_Sat},
}


def peer_rules(kind: str) -> dict[str, Callable[[Any, Any], Any]]:
    """Each rule of ours, by name, as the peer counts it."""
    rules: dict[str, Callable[[Any, Any], Any]] = {}
    for name, sat in SATISFACTIONS[kind].items():
        rules[f"mes/{name}/none"] = lambda i, p, s=sat: method_of_equal_shares(i, p, sat_class=s)
        rules[f"mes/{name}/add1"] = lambda i, p, s=sat: method_of_equal_shares(
            i, p, sat_class=s, voter_budget_increment=1
        )
        if kind == "ordinal":
            continue
        for ours, step in (("add1u", 1), ("greedy", None)):
            rules[f"mes/{name}/{ours}"] = lambda i, p, s=sat, step=step: (
                completion_by_rule_combination(
                    i,
                    p,
                    [method_of_equal_shares, greedy_utilitarian_welfare],
                    [{"sat_class": s, "voter_budget_increment": step}, {"sat_class": Cost_Sat}],
                )
            )
    if kind == "approval":
        rules["greedy/votes"] = lambda i, p: greedy_utilitarian_welfare(i, p, sat_class=Cost_Sat)
        rules["greedy/ratio"] = lambda i, p: greedy_utilitarian_welfare(
            i, p, sat_class=Cardinality_Sat
        )
        rules["phragmen"] = sequential_phragmen
    return rules


def peer_winners(outcome: Any) -> list[str]:
    """Ids in text order."""
    return sorted(project.name for project in outcome)


class AddOne:
    """The peer's Equal Shares at single endowments, where its Add1 would count for hours.

    If the winners at an endowment fit the budget, and either nothing more fits or those at one
    unit more exceed it, Add1 that gets there stops there. Whether it gets there is looked at
    where it is asked: an earlier endowment is passed when its winners fit and something else
    fits beside them. That ours counts at no other endowment in vain is tested by itself.
    """

    def __init__(self, path: str, satisfaction: str) -> None:
        self.instance, profile = parse_pabulib(path)
        self.votes = profile.as_multiprofile()
        self.sat = SATISFACTIONS[self.instance.meta["vote_type"]][satisfaction]
        self.budget = self.instance.budget_limit
        self.supported = {project for ballot in self.votes for project in ballot}

    def winners_at(self, endowment: Fraction) -> Any:
        self.instance.budget_limit = frac(endowment.numerator, endowment.denominator) * (
            self.votes.num_ballots()
        )
        found = method_of_equal_shares(self.instance, self.votes, sat_class=self.sat)
        self.instance.budget_limit = self.budget
        return found

    def passes(self, endowment: Fraction) -> bool:
        found = self.winners_at(endowment)
        return self.instance.is_feasible(found) and not self._full(found)

    def stops_at(self, endowment: Fraction) -> Any | None:
        """The winners, if Add1 would keep them; None if it would not."""
        found = self.winners_at(endowment)
        if not self.instance.is_feasible(found):
            return None
        if self._full(found) or not self.instance.is_feasible(self.winners_at(endowment + 1)):
            return found
        return None

    def completed(self, found: Any) -> Any:
        """Without what nobody voted for: the peer buys it last, with what is left; ours never does."""
        bought = greedy_utilitarian_welfare(
            self.instance, self.votes, sat_class=Cost_Sat, initial_budget_allocation=found
        )
        return [project for project in bought if project in self.supported]

    def _full(self, found: Any) -> bool:
        return bool(self.instance.is_exhaustive(found, available_projects=self.supported))
