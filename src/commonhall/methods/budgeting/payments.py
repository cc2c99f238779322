"""Who paid what under Equal Shares, exactly, and how strong each project was in each round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from commonhall.methods.budgeting.election import Election, ElectionError
from commonhall.methods.budgeting.equal_shares import scored_election
from commonhall.methods.budgeting.ledger import Ledger
from commonhall.methods.budgeting.outcome import Outcome


@dataclass(frozen=True)
class Purchase:
    """One project bought: what each supporting class's every voter paid, and had left."""

    project: str
    price: Fraction
    paid: Mapping[int, Fraction]


@dataclass(frozen=True)
class Payments:
    """All purchases of an Equal Shares count. `left[c]`: what each voter of class c still holds."""

    election: Election
    endowment: Fraction
    purchases: tuple[Purchase, ...]
    left: tuple[Fraction, ...]

    def of_ballot(self, ballot: Mapping[str, int]) -> dict[str, Fraction]:
        """What a voter with this ballot (id → score) paid, by project id, in order of purchase.

        `ElectionError` when nobody cast it.
        """
        wanted = tuple(sorted((self.election.index[name], score) for name, score in ballot.items()))
        for number, marks in enumerate(_ballots(self.election)):
            if marks == wanted:
                return self.of_class(number)
        raise ElectionError("nobody cast this ballot")

    def of_class(self, number: int) -> dict[str, Fraction]:
        """What each voter of a class paid, by project id."""
        return {
            purchase.project: purchase.paid[number]
            for purchase in self.purchases
            if number in purchase.paid
        }


def _ballots(election: Election) -> list[tuple[tuple[int, int], ...]]:
    """Each class's ballot as (project, score)."""
    marks: list[list[tuple[int, int]]] = [[] for _ in election.weights]
    for project in range(len(election.projects)):
        part = election.supporters(project)
        pairs = zip(election.members[part].tolist(), election.scores[part].tolist(), strict=True)
        for number, score in pairs:
            marks[number].append((project, score))
    return [tuple(found) for found in marks]


def replay(
    election: Election, outcome: Outcome, satisfaction: str
) -> Iterator[tuple[int | None, Ledger]]:
    """The exact ledger before each purchase of an Equal Shares count, and (None) at its end."""
    if outcome.endowment is None:
        raise ElectionError(f"{outcome.rule} gives voters no money to start with")
    seen, _ = scored_election(election, satisfaction)
    ledger = Ledger(seen, outcome.endowment)
    for item in outcome.rounds:
        if item.step != "equal shares":
            continue
        project = seen.index[item.project]
        yield project, ledger
        price = ledger.price(project)
        if price is None:
            raise ElectionError("the outcome is not of this election and satisfaction")
        ledger.buy(project, price)
    yield None, ledger


def payments(election: Election, outcome: Outcome, satisfaction: str = "cost") -> Payments:
    """Replay an Equal Shares outcome in exact arithmetic.

    What a greedy or Phragmén completion spent is not the voters' money and is left out.
    """
    purchases: list[Purchase] = []
    seen, _ = scored_election(election, satisfaction)
    before: tuple[int, Fraction, list[Fraction]] | None = None
    left: list[Fraction] = []
    for project, ledger in replay(election, outcome, satisfaction):
        amounts = [Fraction(money, ledger.denominator) for money in ledger.amounts]
        left = [amounts[place] for place in ledger.holding.tolist()]
        if before is not None:
            bought, price, held = before
            classes = seen.members[seen.supporters(bought)].tolist()
            paid = {number: held[number] - left[number] for number in classes}
            purchases.append(Purchase(seen.projects[bought].id, price, paid))
        if project is not None:
            found = ledger.price(project)
            before = None if found is None else (project, found.value, left)
    endowment = outcome.endowment if outcome.endowment is not None else Fraction(0)
    return Payments(seen, endowment, tuple(purchases), tuple(left))


def effective_votes(
    election: Election, outcome: Outcome, satisfaction: str = "cost"
) -> npt.NDArray[np.float64]:
    """Rounds × projects: each project's cost over its price per unit of score in that round.

    If all supporters can pay alike it is their number (their points); supporters short of money
    count for less. The project bought is the one with the most (with satisfaction `cost` or
    `cost-points`) or the most per unit of cost. Zero: its supporters cannot pay any more; NaN:
    bought before. One row for each Equal Shares purchase and one for the end. Double precision.
    """
    rows = []
    bought: set[int] = set()
    for project, ledger in replay(election, outcome, satisfaction):
        money = ledger.floats()
        row = np.full(len(election.projects), np.nan)
        for place in range(len(election.projects)):
            if place not in bought:
                row[place] = _effective(ledger.election, place, money)
        rows.append(row)
        if project is not None:
            bought.add(project)
    return np.array(rows)


def _effective(election: Election, project: int, money: npt.NDArray[np.float64]) -> float:
    classes, scores, _, units, total = election.columns[project]
    cost = float(election.costs[project])
    weights = election.columns[project].weights
    held = money[classes]
    if not total or float((held * weights).sum()) < cost * (1 - 1e-12):
        return 0.0
    ratios = held / scores
    order = np.argsort(ratios)
    paid = np.cumsum((held * weights)[order]) - (held * weights)[order]
    rest = np.cumsum(units[order][::-1])[::-1]
    price = float(((cost - paid) / rest).max())
    return cost / price if price > 0 else total
