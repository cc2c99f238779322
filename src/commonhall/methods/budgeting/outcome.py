"""What counting a budgeting election gives: winners, the rounds, and what was spent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from commonhall.methods.budgeting.election import Election


@dataclass(frozen=True)
class Round:
    """One purchase.

    `key` is what the rule compared (price per unit of satisfaction, load, votes, …), exact when
    it is a `Fraction`; `tied` are the other projects, by id, that stood exactly level.
    """

    project: str
    cost: Fraction
    step: str
    key: Fraction | float
    tied: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """Winners in the order they won. `endowment` is the money each voter started with, if any.

    `exact_decisions` counts the rounds that floating point could not decide and exact
    arithmetic did.
    """

    rule: str
    winners: tuple[str, ...]
    rounds: tuple[Round, ...]
    spent: Fraction
    budget: Fraction
    endowment: Fraction | None = None
    exact_decisions: int = field(default=0, compare=False)


class Selection:
    """Winners so far, and which projects are still open; shared by all rules.

    A project without a single vote is never open, so no rule and no completion can buy it.
    """

    def __init__(self, election: Election, won: Iterable[int] = ()) -> None:
        self.election = election
        self.open = set(election.supported)
        self.won: list[int] = []
        self.spent = Fraction(0)
        self.rounds: list[Round] = []
        self._close_beyond_limits()
        for project in won:
            self._take(project)

    def _close_beyond_limits(self) -> None:
        costs = self.election.costs
        for group, most in self.election.limits:
            rest = most - sum((costs[found] for found in self.won if found in group), Fraction(0))
            self.open -= {project for project in group & self.open if costs[project] > rest}

    def reopen(self) -> None:
        """Open again what only its supporters' money closed: no rival won, no limit is reached."""
        won = set(self.won)
        self.open = {
            project
            for project in self.election.supported
            if project not in won and not self.election.rivals[project] & won
        }
        self._close_beyond_limits()

    def _take(self, project: int) -> None:
        self.won.append(project)
        self.spent += self.election.costs[project]
        self.open.discard(project)
        self.open -= self.election.rivals[project]
        self._close_beyond_limits()

    def buy(self, project: int, step: str, key: Fraction | float, tied: Iterable[int] = ()) -> None:
        """Record a purchase and close the project and its rivals."""
        self._take(project)
        names = [found.id for found in self.election.projects]
        others = tuple(names[other] for other in sorted(tied) if other != project)
        self.rounds.append(Round(names[project], self.election.costs[project], step, key, others))

    def fits(self, project: int) -> bool:
        """Whether the rest of the budget pays for `project`."""
        return self.spent + self.election.costs[project] <= self.election.budget

    def exhaustive(self) -> bool:
        """Whether no open project fits any more."""
        return not any(self.fits(project) for project in self.open)

    def take_free(self) -> None:
        """Supported projects that cost nothing win at once, in order of id."""
        for project in sorted(self.open):
            if project in self.open and self.election.costs[project] == 0:
                self.buy(project, "free", Fraction(0))

    def outcome(
        self, rule: str, endowment: Fraction | None = None, exact_decisions: int = 0
    ) -> Outcome:
        """The result so far."""
        names = tuple(self.election.projects[project].id for project in self.won)
        return Outcome(
            rule,
            names,
            tuple(self.rounds),
            self.spent,
            self.election.budget,
            endowment,
            exact_decisions,
        )
