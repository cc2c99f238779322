"""The Method of Equal Shares (Peters, Pierczyński, Skowron: NeurIPS 2021).

Every voter starts with the same money. In each round the project with the lowest price per
unit of satisfaction, among those its supporters can pay, is bought by them as evenly as their
money allows. Decisions are made in double precision with a proved error bound; where the bound
leaves more than one project possible, exact arithmetic decides.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from commonhall.methods.budgeting.election import Election, ElectionError
from commonhall.methods.budgeting.leaps import same_until
from commonhall.methods.budgeting.ledger import Ledger
from commonhall.methods.budgeting.outcome import Outcome, Selection

Floats = npt.NDArray[np.float64]
EPSILON = float(np.finfo(np.float64).eps)
#: Above this relative width the exact ledger pays, so that errors never build up.
WIDEST_INTERVAL = 1e-8
SATISFACTIONS = ("cost", "cardinality", "points", "cost-points")


def scored_election(election: Election, satisfaction: str) -> tuple[Election, bool]:
    """The election as `satisfaction` sees it, and whether satisfaction grows with the cost.

    `cost`: a supported winner counts its cost; `cardinality`: one; `points`: the score given
    (Borda on ordinal ballots); `cost-points`: cost times score.
    """
    if satisfaction not in SATISFACTIONS:
        raise ElectionError(f"satisfaction {satisfaction!r} is not one of {SATISFACTIONS}")
    plain = satisfaction in ("cost", "cardinality")
    return (election.plain if plain else election), satisfaction.startswith("cost")


class EqualSharesRun:
    """One run from one endowment; afterwards it knows what everybody has left."""

    def __init__(
        self, election: Election, by_cost: bool, endowment: Fraction, doubt: float = 0.0
    ) -> None:
        self.election = election
        self.by_cost = by_cost
        self.endowment = endowment
        self.doubt = doubt
        self.costs = [float(cost) for cost in election.costs]
        self.selection = Selection(election)
        self.ledger = Ledger(election, endowment)
        self.exact_decisions = 0
        self._history: list[int] = []
        #: For each purchase, a number its exact price per unit of satisfaction does not exceed.
        self._ceilings: list[float] = []
        self._load()

    def _load(self) -> None:
        self.money: Floats = self.ledger.floats()
        self.error: Floats = self.money * EPSILON

    def run(self) -> EqualSharesRun:
        """Buy until no supporters can pay for anything more."""
        queue = self._queue()
        while queue:
            contenders = self._contenders(queue)
            if not contenders:
                break
            if len(contenders) == 1 and self.doubt < 1:
                (project, (low, high)) = next(iter(contenders.items()))
                if np.isfinite(high):
                    self._buy(project, low, high)
                    continue
            self._decide_exactly(contenders)
        return self

    def _queue(self) -> list[tuple[float, int]]:
        """Take what is free; the other projects by a price that nobody can pay less than."""
        self.selection.take_free()
        queue = []
        for project in self.selection.open:
            units = self.election.columns[project].total
            if units:
                low = self.costs[project] / units * (1 - 4 * EPSILON)  # an even split among all
                queue.append((self._key(project, low, -1), project))
        heapq.heapify(queue)
        return queue

    def follow(self, poorer: EqualSharesRun) -> bool:
        """Buy what `poorer`, a run with less money, bought; whether it is surely also what every
        endowment between the two buys, in the same order.

        Proof. While the order of purchases is the same, more money at the start leaves every
        voter with no less after each purchase, since the price is the least at which enough is
        collected and so does not rise: by induction all prices fall, or stay, as endowments grow.
        So if in a round the price of the project bought, taken from the poorer run, is below the
        price of every other project that can be paid, taken from this richer run (or level with
        it, and its id comes first), then the same holds at every endowment between them, and it
        is bought there too. And what cannot be paid for in the richer run when all this is bought
        cannot be paid for at any endowment between, so the count ends there as well.
        """
        queue = self._queue()
        rounds = poorer.selection.rounds[len(self.selection.rounds) :]
        bought = zip(poorer._history, poorer._ceilings, rounds, strict=True)
        for project, ceiling, earlier in bought:
            level = []
            while queue and queue[0][0] <= ceiling:
                even, other = heapq.heappop(queue)
                if other == project or other not in self.selection.open:
                    continue
                interval = self.bounds(other)
                if interval is None:
                    continue
                key = self._key(other, interval[0], -1)
                if key > ceiling:
                    heapq.heappush(queue, (key, other))
                elif self._surely_behind(other, project, earlier.key):
                    level.append((even, other))
                else:
                    return False
            for pair in level:
                heapq.heappush(queue, pair)
            interval = self.bounds(project)
            if interval is None or interval[1] == np.inf:
                return False
            exact = {}
            if isinstance(earlier.key, Fraction):
                exact = self._even_prices({project: interval})
            if exact:
                self._buy(project, *interval, self._satisfaction_price(exact, project))
            else:
                self._buy(project, *interval)
        return not any(
            other in self.selection.open and self.bounds(other) is not None for _, other in queue
        )

    def same_until(self, most: int) -> int:
        """With how many units more for everybody, `most` at most, the same is bought; 0: not known."""
        return same_until(self.election, self.by_cost, self.endowment, self._history, most)

    def _surely_behind(self, other: int, project: int, key: Fraction | float) -> bool:
        """Whether not even an even split makes `other` precede `project`, bought at `key`."""
        if not isinstance(key, Fraction):
            return False
        units = self.election.columns[other].units[self._payers(other)]
        even = {other: self.election.costs[other] / int(units.sum())}
        return (key, project) < (self._satisfaction_price(even, other), other)

    def _key(self, project: int, price: float, direction: int) -> float:
        """Price per unit of score → per unit of satisfaction, rounded outwards."""
        if not self.by_cost:
            return price
        return price / self.costs[project] * (1 + direction * 4 * EPSILON)

    def _contenders(self, queue: list[tuple[float, int]]) -> dict[int, tuple[float, float]]:
        """Projects that may be the cheapest now, each with the interval its price lies in.

        Prices only rise as money is spent, so a key from an earlier round is a lower bound and
        most projects need not be looked at.
        """
        best = np.inf
        found: dict[int, tuple[float, float]] = {}
        keys: dict[int, float] = {}
        while queue and queue[0][0] <= best:
            _, project = heapq.heappop(queue)
            if project not in self.selection.open:
                continue
            interval = self.bounds(project)
            if interval is None:
                continue
            found[project] = interval
            keys[project] = self._key(project, interval[0], -1)
            best = min(best, self._key(project, interval[1], +1))
        near = {project: found[project] for project in found if keys[project] <= best}
        for project, key in keys.items():
            if project not in near or len(near) > 1:
                heapq.heappush(queue, (key, project))
        return near

    def bounds(self, project: int) -> tuple[float, float] | None:
        """An interval that holds the exact price per unit of score; None if surely too dear.

        With b the supporters' money sorted by b/score, C_i what the first i can pay at most and
        U_i the units of the others, the price is max over i of (cost - C_i) / U_i. Errors in b
        move the money collected by at most the sum of weight x error; summation adds a relative
        error of at most `slack`. Both are added to, and taken from, the cost.
        """
        classes, scores, weights, units, all_units = self.election.columns[project]
        money = self.money[classes]
        slack = (2 * len(classes) + 32) * EPSILON
        cost = self.costs[project]
        margin = (
            float(weights @ self.error[classes]) * (1 + slack) + (3 * slack + self.doubt) * cost
        )
        held = weights * money
        if float(held.sum()) * (1 + slack) + margin < cost:
            return None
        ratios = money / scores
        even = (cost + margin) / all_units * (1 + 8 * EPSILON)
        if float(ratios.min()) >= even:  # all can pay alike: i = 0 is the maximum, no need to sort
            return max(0.0, (cost - margin) / all_units * (1 - 4 * EPSILON)), even
        order = ratios.argsort()
        ratios, held, units = ratios[order], held[order], units[order]
        before = held.cumsum() - held
        rest = all_units - (units.cumsum() - units)  # whole numbers, so without rounding
        reach = before + ratios * rest
        last = len(reach) - 1
        at = min(int(reach.searchsorted(cost - margin)), last)
        low = max(0.0, (cost - margin - before[at]) / rest[at] * (1 - 4 * EPSILON))
        at = int(reach.searchsorted(cost + margin))
        if at > last:
            return low, np.inf
        high = (cost + margin - before[at]) / rest[at]
        if at:
            high = max(high, ratios[at - 1])
        return low, float(high) * (1 + 8 * EPSILON)

    def _buy(
        self,
        project: int,
        low: float,
        high: float,
        exact: Fraction | None = None,
        tied: Iterable[int] = (),
    ) -> None:
        key = float(self._key(project, (low + high) / 2, 0))
        self.selection.buy(project, "equal shares", key if exact is None else exact, tied)
        self._history.append(project)
        self._ceilings.append(self._key(project, high, +1))
        if high - low > WIDEST_INTERVAL * high:
            self._catch_up()
            self._load()
        else:
            self._pay(project, low, high)

    def _pay(self, project: int, low: float, high: float) -> None:
        classes, scores, *_ = self.election.columns[project]
        money, error = self.money[classes], self.error[classes]
        broke = (money + error) * (1 + 4 * EPSILON) <= low * scores
        left = np.maximum(money - (low + high) / 2 * scores, 0.0)
        # The price paid is the middle of an interval that holds the exact one.
        wrong = error + ((high - low) / 2 * scores + 4 * EPSILON * (money + high * scores))
        self.money[classes] = np.where(broke, 0.0, left)
        self.error[classes] = np.where(broke, 0.0, wrong)

    def _catch_up(self) -> None:
        for project in self._history[self.ledger.bought :]:
            price = self.ledger.price(project)
            if price is None:
                raise AssertionError("a project was bought that its supporters cannot pay")
            self.ledger.buy(project, price)

    def _decide_exactly(self, contenders: dict[int, tuple[float, float]]) -> None:
        """Let exact arithmetic choose among `contenders`; a tie goes to the first id."""
        self.exact_decisions += 1
        plain = {} if self.doubt else self._even_prices(contenders)
        if len(plain) == len(contenders):
            winner, tied = self._cheapest(plain)
            price = self._satisfaction_price(plain, winner)
            self._buy(winner, *contenders[winner], price, tied)
            return
        self._catch_up()
        self._load()
        prices = {project: self.ledger.price(project) for project in contenders}
        paid = {project: found for project, found in prices.items() if found is not None}
        if not paid:
            # None of them can be paid: drop them for good and look again.
            self.selection.open.difference_update(contenders)
            return
        exact = {project: found.value for project, found in paid.items()}
        winner, tied = self._cheapest(exact)
        price = self._satisfaction_price(exact, winner)
        self.selection.buy(winner, "equal shares", price, tied)
        self._history.append(winner)
        self._ceilings.append(float(price) * (1 + 4 * EPSILON))
        self.ledger.buy(winner, paid[winner])
        self._load()

    def _even_prices(self, contenders: dict[int, tuple[float, float]]) -> dict[int, Fraction]:
        """Exact prices of those whose supporters, as far as they have any money, all surely hold
        an even part of the cost.
        """
        found = {}
        for project, (low, high) in contenders.items():
            payers = self._payers(project)
            classes, scores, _, units, _ = self.election.columns[project]
            classes, scores = classes[payers], scores[payers]
            sure = (self.money[classes] - self.error[classes]) * (1 - 4 * EPSILON)
            if high - low <= WIDEST_INTERVAL * high and bool((sure >= high * scores).all()):
                found[project] = self.election.costs[project] / int(units[payers].sum())
        return found

    def _payers(self, project: int) -> npt.NDArray[np.bool_]:
        """Which supporters may still have money; the others surely have none."""
        classes = self.election.columns[project].classes
        return (self.money[classes] + self.error[classes]) > 0

    def _satisfaction_price(self, prices: dict[int, Fraction], project: int) -> Fraction:
        return prices[project] / self.election.costs[project] if self.by_cost else prices[project]

    def _cheapest(self, prices: dict[int, Fraction]) -> tuple[int, list[int]]:
        keys = {project: self._satisfaction_price(prices, project) for project in prices}
        cheapest = min(keys.values())
        tied = sorted(project for project, key in keys.items() if key == cheapest)
        return tied[0], tied

    def exact_ledger(self) -> Ledger:
        """What everybody has left, exactly."""
        self._catch_up()
        return self.ledger


def equal_shares(
    election: Election,
    satisfaction: str = "cost",
    *,
    endowment: Fraction | None = None,
    doubt: float = 0.0,
) -> Outcome:
    """Count with Equal Shares, without completion.

    `endowment` defaults to budget / voters. `doubt` widens every error bound by that share of
    the cost; at 1 or more every decision is made in exact arithmetic (the tests use it).
    """
    run = run_equal_shares(election, satisfaction, endowment, doubt)
    return run.selection.outcome("mes", run.endowment, run.exact_decisions)


def run_equal_shares(
    election: Election, satisfaction: str, endowment: Fraction | None = None, doubt: float = 0.0
) -> EqualSharesRun:
    """As `equal_shares`, keeping the run for completion and explanation."""
    seen, by_cost = scored_election(election, satisfaction)
    if endowment is None:
        endowment = even_share(election)
    return EqualSharesRun(seen, by_cost, endowment, doubt).run()


def even_share(election: Election) -> Fraction:
    """Budget over voters; zero when nobody voted."""
    return election.budget / election.voters if election.voters else Fraction(0)
