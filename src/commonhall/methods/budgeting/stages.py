"""Budgets of their own for districts or categories, and minimum grants, counted in stages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from commonhall.methods.budgeting.election import Election, ElectionError
from commonhall.methods.budgeting.outcome import Outcome

Rule = Callable[[Election], Outcome]


@dataclass(frozen=True)
class Stage:
    """Some of the projects with a budget of their own.

    In a `common` stage everybody is a voter and money left over earlier is added; otherwise the
    voters are those who support one of the projects.
    """

    name: str
    projects: tuple[str, ...]
    budget: Fraction
    common: bool = False


@dataclass(frozen=True)
class StagedOutcome:
    """What each stage gave, in order; `winners` of all stages together."""

    stages: tuple[tuple[Stage, Outcome], ...]

    @property
    def winners(self) -> tuple[str, ...]:
        """Winners of all stages, in the order they won."""
        return tuple(name for _, outcome in self.stages for name in outcome.winners)

    @property
    def spent(self) -> Fraction:
        """Money spent in all stages."""
        return sum((outcome.spent for _, outcome in self.stages), Fraction(0))


def count_in_stages(
    election: Election, stages: Sequence[Stage], rule: Rule, *, carry: bool = True
) -> StagedOutcome:
    """Count one stage after the other by `rule`.

    Winners leave, with their rivals; limits on categories hold over all stages together. With
    `carry`, what is left over is added to the next common stage.
    """
    won: set[str] = set()
    left = Fraction(0)
    counted = []
    for stage in stages:
        unknown = sorted(set(stage.projects) - set(election.index))
        if unknown:
            raise ElectionError(f"stage {stage.name!r}: there is no project {unknown[0]!r}")
        shut = won | {
            election.projects[rival].id
            for winner in won
            for rival in election.rivals[election.index[winner]]
        }
        budget = stage.budget + (left if stage.common else 0)
        part = _spent_limits(election, won).part(
            [name for name in stage.projects if name not in shut], budget, everybody=stage.common
        )
        outcome = rule(part)
        left = (0 if stage.common else left) + (budget - outcome.spent if carry else Fraction(0))
        won |= set(outcome.winners)
        counted.append((stage, outcome))
    return StagedOutcome(tuple(counted))


def _spent_limits(election: Election, won: set[str]) -> Election:
    """The election with its limits lessened by what the winners cost."""
    limits = []
    for group, most in election.limits:
        spent = (election.costs[p] for p in group if election.projects[p].id in won)
        limits.append((group, most - sum(spent, Fraction(0))))
    return election.with_exact_limits(tuple(limits))


def by_district(
    election: Election,
    budgets: Mapping[str, Fraction | int],
    rule: Rule,
    citywide: Fraction | int = 0,
    *,
    carry: bool = True,
) -> StagedOutcome:
    """Each district's projects with the district's budget, in text order of districts, then the
    projects of no listed district with `citywide` money (and, with `carry`, what was left over).

    Pabulib's `district` column says where a project is. `ElectionError` for a district without
    projects.
    """
    stages = [
        Stage(name, _of(election, "district", name), Fraction(budgets[name]))
        for name in sorted(budgets)
    ]
    others = tuple(p.id for p in election.projects if not set(p.groups("district")) & set(budgets))
    if others:
        stages.append(Stage("citywide", others, Fraction(citywide), common=True))
    return count_in_stages(election, stages, rule, carry=carry)


def with_minimum_grants(
    election: Election, grants: Mapping[str, Fraction | int], rule: Rule, by: str = "category"
) -> StagedOutcome:
    """Set money aside for categories (or districts) first, then count everything with the rest.

    What a category cannot use of its grant returns to the last stage. The grants together may
    not exceed the budget.
    """
    stages = [
        Stage(name, _of(election, by, name), Fraction(grants[name])) for name in sorted(grants)
    ]
    rest = election.budget - sum((stage.budget for stage in stages), Fraction(0))
    if rest < 0:
        raise ElectionError("the minimum grants exceed the budget")
    everything = Stage("all", tuple(election.index), rest, common=True)
    return count_in_stages(election, [*stages, everything], rule)


def _of(election: Election, by: str, name: str) -> tuple[str, ...]:
    found = tuple(p.id for p in election.projects if name in p.groups(by))
    if not found:
        raise ElectionError(f"no project has the {by} {name!r}")
    return found
