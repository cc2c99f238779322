"""Why a project won or lost under Equal Shares, and at what cost it would have won."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from commonhall.methods.budgeting.election import Election, ElectionError
from commonhall.methods.budgeting.ledger import Ledger
from commonhall.methods.budgeting.outcome import Outcome
from commonhall.methods.budgeting.payments import effective_votes, replay


@dataclass(frozen=True)
class ProjectExplanation:
    """What Equal Shares left to a project's supporters.

    `supporters_left` is what they still held together when Equal Shares ended, exact; `lacking`
    is how much of the cost that left open (zero for winners, and for a project that lost only
    because a rival won). `winning_cost` is the highest cost at which it would have been bought
    in this count, all else unchanged (None for winners, without supporters, or when a rival shut
    it out; limits on categories are not looked at); at that very cost it may only be level with another project, and then
    `only_below` says that it has to cost less. `effective_votes` are those before each round.
    """

    project: str
    won: bool
    votes: int
    cost: Fraction
    supporters_left: Fraction
    lacking: Fraction
    winning_cost: Fraction | None = None
    only_below: bool = False
    effective_votes: tuple[float, ...] = ()


def explain(
    election: Election, outcome: Outcome, satisfaction: str = "cost", *, rounds: bool = False
) -> list[ProjectExplanation]:
    """One explanation a project, most votes first, for an outcome of Equal Shares.

    The money is that of the last Equal Shares count, before any greedy or Phragmén completion,
    and the endowment stays that of that count when a cost changes. `rounds` adds the effective
    votes before each purchase.
    """
    won = set(outcome.winners)
    bought = {item.project for item in outcome.rounds if item.step == "equal shares"}
    best = _highest_costs(election, outcome, satisfaction)
    strength = effective_votes(election, outcome, satisfaction).T if rounds else None
    last: Ledger | None = None
    for _, ledger in replay(election, outcome, satisfaction):
        last = ledger
    assert last is not None
    found = []
    for position, project in enumerate(election.projects):
        left = _held(last, position)
        lost = project.id not in won
        shut = bool(election.rivals[position] & {election.index[name] for name in bought})
        cost, below = best[position]
        known = lost and cost > 0 and not shut
        found.append(
            ProjectExplanation(
                project.id,
                not lost,
                election.votes(position),
                project.cost,
                left,
                max(Fraction(0), project.cost - left) if lost else Fraction(0),
                cost if known else None,
                below and known,
                () if strength is None else tuple(strength[position].tolist()),
            )
        )
    return sorted(found, key=lambda item: (-item.votes, item.project))


def _held(ledger: Ledger, project: int) -> Fraction:
    classes = ledger.election.members[ledger.election.supporters(project)]
    pairs = zip(
        ledger.holding[classes].tolist(), ledger.election.weights[classes].tolist(), strict=True
    )
    return Fraction(
        sum(ledger.amounts[place] * weight for place, weight in pairs), ledger.denominator
    )


def _highest_costs(
    election: Election, outcome: Outcome, satisfaction: str
) -> list[tuple[Fraction, bool]]:
    """By project: the highest cost at which some round would have bought it, and whether it
    must cost less than that.

    Until it is bought a project changes nothing, so each round can be asked by itself: at what
    cost would its price have been that of the project bought there?
    """
    by_cost = satisfaction.startswith("cost")
    best = [(Fraction(0), False) for _ in election.projects]
    bought = {item.project for item in outcome.rounds if item.step == "equal shares"}
    open_projects = [
        place for place, project in enumerate(election.projects) if project.id not in bought
    ]
    for winner, ledger in replay(election, outcome, satisfaction):
        price: Fraction | None = None
        if winner is not None:
            found = ledger.price(winner)
            if found is None:
                raise ElectionError("the outcome is not of this election and satisfaction")
            price = found.value / election.costs[winner] if by_cost else found.value
        for place in open_projects:
            below = winner is not None and place > winner
            cost, level = _cost_at(ledger, place, price, by_cost, level_wins=not below)
            below = below and level
            if (cost, not below) > (best[place][0], not best[place][1]):
                best[place] = (cost, below)
    return best


def _cost_at(
    ledger: Ledger, project: int, price: Fraction | None, by_cost: bool, *, level_wins: bool
) -> tuple[Fraction, bool]:
    """The highest cost that `project`'s supporters pay at `price` per unit of satisfaction, and
    whether that price is reached (or their money ends before).

    None: at any price. With satisfaction by cost each pays min(money, price · cost · score), and
    the cost c solves Σ weight · min(money, price · c · score) = c.
    """
    if price is None:
        return _held(ledger, project), False
    payers = [payer for payer in ledger.payers(project) if payer[0]]
    if not by_cost:
        cost = sum((w * min(money, price * s) for money, s, w in payers), Fraction(0))
        return cost, any(money >= price * s for money, s, _ in payers)
    payers.sort(key=lambda payer: payer[0] / payer[1])
    units = sum(s * w for _, s, w in payers)
    if price * units == 1 and not level_wins:
        return Fraction(0), True  # level at every cost that all can pay alike, dearer above
    short = Fraction(0)
    for money, s, w in payers:
        # All before this one pay what they have, the others price · c · score each.
        rate = 1 - price * units
        if rate > 0:
            cost = short / rate
            if price * cost * s <= money:
                return cost, True
        short += money * w
        units -= s * w
    return short, False


def highest_winning_cost(
    election: Election,
    project: str,
    rule: Callable[[Election], Outcome],
    step: Fraction | int = 1,
) -> Fraction | None:
    """By bisection over multiples of `step`: a cost at which `project` wins and at which one step
    more loses, everything else unchanged and counted again in full by `rule`.

    For rules where a cheaper project never loses it is the highest winning cost; completed
    rules need not be like that. None when it does not win even at one step.
    """
    place = election.index[project]
    size = Fraction(step)

    def wins(steps: int) -> bool:
        projects = list(election.projects)
        projects[place] = replace(projects[place], cost=steps * size)
        return project in rule(replace(election, projects=tuple(projects))).winners

    low, high = 0, int(election.budget / size) + 1
    if high < 2 or not wins(1):
        return None
    low = 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if wins(middle) else (low, middle)
    return low * size
